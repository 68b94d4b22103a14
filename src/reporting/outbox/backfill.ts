import type { State } from '../../state/index.ts';

/** What waits beside: the outbox is filled in portions, so that it never holds all of history. */
const mostWaiting = 5_000;
const buildsAtOnce = 500;

/**
 * Puts the next portion of history into the outbox, when a backfill is wanted and there is room. Where it has got to is
 * noted in Redis, so another server goes on there.
 */
export async function continueBackfill({ outbox }: State): Promise<void> {
  const backfill = await outbox.backfill();
  if (backfill === null) return;
  let { job, below } = backfill;
  let room = mostWaiting - (await outbox.counts()).waiting;
  const names = backfill.only === '' ? await outbox.jobs() : [backfill.only];
  while (room > 0) {
    if (below === 0) {
      const next = names.find((name) => name > job);
      if (next === undefined) return outbox.stopBackfill();
      job = next;
      below = Number.MAX_SAFE_INTEGER;
    }
    const last = await outbox.fill(job, below, buildsAtOnce);
    if (last === null) return;
    below = last;
    room -= buildsAtOnce;
  }
}
