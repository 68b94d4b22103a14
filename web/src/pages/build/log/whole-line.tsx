import { useQuery } from '@tanstack/react-query';
import { plain } from '../../../../../src/log/style.ts';
import { call, send } from '../../../data/api.ts';
import { showLine } from '../../../log/runs.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { counted } from '../../../ui/format.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import styles from './log.module.css';
import { type LogPlace, placeParams, rawAddress } from './log-source.ts';

const mostBytes = 1024 * 1024;

/** A line that is too long to stand in the log. */
export function WholeLine({ place, line, onClose }: { place: LogPlace; line: number; onClose: () => void }) {
  const text = useQuery({
    queryKey: ['line', place.job, place.number, place.log, line],
    queryFn: () => wholeText(place, line),
  });
  return (
    <Dialog wide title={`Line ${line.toLocaleString('en')}`} onClose={onClose}>
      {text.data === undefined ? (
        text.error === null ? (
          <Skeleton lines={6} />
        ) : (
          <ProblemNote error={text.error} retry={() => void text.refetch()} />
        )
      ) : (
        <>
          <p className={styles.about}>
            {counted(text.data.bytes, 'byte')}
            {text.data.bytes > mostBytes && '; here is the first MiB, the raw log has the rest'}
            <CopyButton text={text.data.text} label="Copy the line" />
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
          <pre className={styles.wholeText} tabIndex={0}>
            {text.data.text}
          </pre>
        </>
      )}
    </Dialog>
  );
}

async function wholeText(place: LogPlace, line: number): Promise<{ text: string; bytes: number }> {
  const { lines } = await call('GET /api/jobs/:name/builds/:number/lines', {
    params: placeParams(place),
    query: { log: place.log, from: line, count: 1 },
  });
  const [found] = lines;
  if (found === undefined || found.bytes === 0) return { text: '', bytes: 0 };
  const last = found.offset + Math.min(found.bytes, mostBytes) - 1;
  const answer = await send(rawAddress(place), { headers: { range: `bytes=${found.offset}-${last}` } });
  return { text: showLine(await answer.text(), plain).text, bytes: found.bytes };
}
