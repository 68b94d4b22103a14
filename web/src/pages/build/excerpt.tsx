import { useQuery } from '@tanstack/react-query';
import { applySgr, plain } from '../../../../src/log/style.ts';
import type { LogLines } from '../../../../src/server/log-schemas.ts';
import { call } from '../../data/api.ts';
import { cssOf } from '../../log/colors.ts';
import { formatAddress } from '../../log/line-address.ts';
import { type ShownLine, showLine } from '../../log/runs.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Status, statusColor } from '../../ui/status-mark.tsx';
import styles from './build.module.css';
import { outlineQuery } from './log/log-outline.ts';
import { type LogPlace, placeParams } from './log/log-source.ts';

const lines = 5;

interface Props {
  place: LogPlace;
  status: Status;
  onJump: (line: number) => void;
}

/** The lines of a failed command that most likely say why: from its first error on, or the last ones. */
export function Excerpt({ place, status, onJump }: Props) {
  const outline = useQuery(outlineQuery(place, false));
  const firstError = outline.data?.firstError ?? null;
  const excerpt = useQuery({
    queryKey: ['excerpt', place.job, place.number, place.log, firstError],
    enabled: !outline.isPending,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const ask = (from: number, count: number) =>
        call('GET /api/jobs/:name/builds/:number/lines', {
          params: placeParams(place),
          query: { log: place.log, from, count },
          signal,
        });
      if (firstError !== null) return ask(firstError, lines);
      const { total } = await ask(1, 0);
      return ask(Math.max(1, total - lines + 1), lines);
    },
  });
  const shown = excerpt.data && shownLines(excerpt.data);
  if (shown === undefined || shown.length === 0) return null;
  return (
    <section
      className={styles.excerpt}
      aria-label="Why it failed"
      style={{ ['--edge' as string]: statusColor(status) }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
      <pre tabIndex={0}>
        {shown.map(({ line, runs }) => (
          <div key={line}>
            <a
              href={formatAddress({ log: place.log, lines: { from: line, to: line } })}
              onClick={(event) => {
                event.preventDefault();
                onJump(line);
              }}
            >
              {line}
            </a>
            {runs.map(({ text, style }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: runs of one line never change places
              <span key={index} style={cssOf(style) ?? undefined}>
                {text}
              </span>
            ))}
          </div>
        ))}
      </pre>
      <div className={styles.excerptTools}>
        <Button size="small" onClick={() => onJump(shown[0]?.line ?? 1)}>
          {firstError === null ? 'Jump to the end' : 'Jump to the error'}
        </Button>
        <CopyButton text={shown.map(({ text }) => `${text}\n`).join('')} label="Copy these lines" />
      </div>
    </section>
  );
}

function shownLines({ lines: found, style }: LogLines): (ShownLine & { line: number })[] {
  let begins = applySgr(plain, style);
  return found.map(({ line, text }) => {
    const shown = showLine(text.slice(0, 2_000), begins);
    begins = shown.end;
    return { line, ...shown };
  });
}
