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
 * so a worker never holds more builds than it has slots.
 */
export async function takeBuilds(
  context: WorkerContext,
  matching: MatchingQueues,
  slots: Slots,
  accepting: () => boolean,
  start: (claimed: Claimed) => void,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    if (!slots.free || !accepting()) {
      await slots.changed();
      continue;
    }
    try {
      const queues = await matching.names();
      const claimed = await takeOne(context, queues);
      if (claimed !== null) start(claimed);
      else if (!stopped.aborted && accepting()) {
        const woken = await context.delivery.wait(queues, lookAgainSeconds);
        if (!woken) matching.forget();
      }
    } catch (err) {
      if (stopped.aborted) return;
      context.log.warn({ err }, 'could not take a build; trying again');
      await new Promise((resolve) => setTimeout(resolve, afterFailureMs));
    }
  }
}

/** The build whose turn it is over all queues; an entry whose build is no longer queued is dropped. */
async function takeOne(context: WorkerContext, queues: readonly string[]): Promise<Claimed | null> {
  const inTurn = queues.length === 1 ? queues : await context.state.queues.inTurn(queues);
  for (const queue of inTurn) {
    for (;;) {
      const taken = await context.delivery.take(queue);
      if (taken === null) break;
      const claimed = await claimBuild(context, taken.id, randomUUID(), context.identity.name);
      taken.done().catch((err) => context.log.warn({ err, build: taken.id }, 'delivery not acknowledged'));
      if (claimed !== null) return claimed;
    }
  }
  return null;
}
