import { humanDuration } from '../../../src/lib/human-duration.ts';
import { exactTime, relativeTime, wholeSeconds } from './format.ts';
import { useNow } from './use-now.ts';

/** When something was, in relation to now; the exact time on hover. */
export function Time({ at }: { at: string | number }) {
  const now = useNow();
  const time = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(time)) return <span>–</span>;
  return (
    <time dateTime={new Date(time).toISOString()} title={exactTime(time)}>
      {relativeTime(time, now)}
    </time>
  );
}

/** How long something took, or, of what still runs, since when it does. */
export function Duration({ ms, since }: { ms?: number | null; since?: string | null }) {
  if (ms !== null && ms !== undefined)
    return (
      <span data-numbers title={`${ms} ms`}>
        {humanDuration(ms)}
      </span>
    );
  if (since !== null && since !== undefined) return <Passed since={since} />;
  return <span>–</span>;
}

function Passed({ since }: { since: string }) {
  return <span data-numbers>{wholeSeconds(useNow() - Date.parse(since))}</span>;
}
