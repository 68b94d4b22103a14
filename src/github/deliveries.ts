import { repeat } from '../lib/repeat.ts';
import type { TakenDelivery } from '../state/deliveries.ts';
import type { GithubContext } from './context.ts';
import { processDelivery } from './process.ts';
import { failed, type Result } from './result.ts';

export interface DeliveryWorker {
  /** There is something to do: it is looked for at once. */
  wake(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** So many are processed at a time; the others wait in Redis. */
const atOnce = 4;
const leaseMs = 30_000;
const holdEveryMs = 10_000;
/** What another server left behind, or what is to be tried again, is found by looking. */
const lookEveryMs = 1_000;
const mostAttempts = 6;

/**
 * Processes deliveries that were accepted, by this server or another. Each is under a lease: what a server that dies
 * leaves undone another takes up. Those of one branch or pull request are processed one after the other.
 */
export function startDeliveries(context: GithubContext): DeliveryWorker {
  const { deliveries } = context.state;
  const active = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const onError = (err: unknown) => context.log.warn({ err }, 'deliveries not looked at; trying again');
  const stopLooking = repeat(lookEveryMs, look, onError);

  return {
    wake: () => void look().catch(onError),
    async stop() {
      stopped = true;
      await stopLooking();
      await looking?.catch(() => {});
      await Promise.all(active);
    },
  };

  /** One at a time; who comes meanwhile makes it look once more. */
  function look(): Promise<void> {
    again = true;
    looking ??= takeAll().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function takeAll(): Promise<void> {
    while (again && !stopped && active.size < atOnce) {
      again = false;
      for (const taken of await deliveries.take(atOnce - active.size, leaseMs)) begin(taken);
    }
  }

  function begin(taken: TakenDelivery): void {
    const work = attend(context, taken)
      .catch(onError)
      .finally(() => {
        active.delete(work);
        if (!stopped) void look().catch(onError);
      });
    active.add(work);
  }
}

async function attend(context: GithubContext, taken: TakenDelivery): Promise<void> {
  const { deliveries } = context.state;
  const { record, payload, attempt } = taken;
  const stopHolding = repeat(
    holdEveryMs,
    () => deliveries.release(taken, leaseMs),
    () => {},
  );
  try {
    const result = await processDelivery(context, record, JSON.parse(payload));
    await finish(result);
  } catch (error) {
    const { message } = error as Error;
    context.log.warn({ err: error, delivery: record.id, attempt }, 'delivery not processed');
    if (attempt < mostAttempts) await deliveries.release(taken, 1_000 * 2 ** attempt);
    else await finish(failed(`tried ${attempt} times: ${message}`));
  } finally {
    await stopHolding();
  }

  async function finish(result: Result): Promise<void> {
    await deliveries.finish(taken, { ...record, ...result, finishedAt: new Date().toISOString() });
  }
}
