import { randomUUID } from 'node:crypto';
import { type Claimed, claimBuild } from '../queue/claim.ts';
import type { WorkerContext } from './context.ts';
import type { MatchingQueues } from './matching-queues.ts';
import type { Slots } from './slots.ts';

/** How long to wait for a build before looking by oneself, in case whoever was woken died. */
const lookAgainSeconds = 5;
/** Pause after a failure, as when Redis is away, so that trying again is not a busy loop. */
const afterFailureMs = 1_000;

/**
 * Takes builds one after another while there is a free slot, from every queue whose labels this worker
 * has, and sleeps otherwise: on a release of a slot, or on Redis. One loop serves all queues and all slots,
 * so a worker never holds more builds than it has slots. It looks into the queues when it was woken for one of them, or
 * the last build left others there: a look that finds nothing costs a round trip.
 */
export async function takeBuilds(
  context: WorkerContext,
  matching: MatchingQueues,
  slots: Slots,
  accepting: () => boolean,
  start: (claimed: Claimed) => void,
  stopped: AbortSignal,
): Promise<void> {
  let mayFind = true;
  while (!stopped.aborted) {
    if (!slots.free || !accepting()) {
      await slots.changed();
      continue;
    }
    try {
      if (mayFind) {
        const claimed = await takeOne(context, await matching.names());
        mayFind = claimed !== null && (claimed.more || claimed.others);
        if (claimed !== null) start(claimed);
        continue;
      }
      mayFind = true;
      await sleep(context, matching, () => !stopped.aborted && accepting());
    } catch (err) {
      mayFind = true;
      if (stopped.aborted) return;
      context.log.warn({ err }, 'could not take a build; trying again');
      await new Promise((resolve) => setTimeout(resolve, afterFailureMs));
    }
  }
}

/** Until there may be a build. One who is woken and must not take it wakes another. */
async function sleep(
  { delivery }: WorkerContext,
  matching: MatchingQueues,
  mayTake: () => boolean,
): Promise<void> {
  const woken = await delivery.wait(await matching.names(), lookAgainSeconds);
  if (woken === null) matching.forget();
  else if (!mayTake()) await delivery.passOn(woken);
}

/**
 * The build whose turn it is over all queues, and whether builds wait in others of them; an entry whose build is no
 * longer queued is dropped.
 */
async function takeOne(
  context: WorkerContext,
  queues: readonly string[],
): Promise<(Claimed & { others: boolean }) | null> {
  const inTurn = queues.length === 1 ? queues : await context.state.queues.inTurn(queues);
  for (const queue of inTurn) {
    for (;;) {
      const taken = await context.delivery.take(queue);
      if (taken === null) break;
      const entry = { id: taken.id, queue };
      const claimed = await claimBuild(context, entry, randomUUID(), context.identity.name);
      taken.done().catch((err) => context.log.warn({ err, build: taken.id }, 'delivery not acknowledged'));
      if (claimed !== null) return { ...claimed, others: inTurn.length > 1 };
    }
  }
  return null;
}
