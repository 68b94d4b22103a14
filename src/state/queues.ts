import type { StateContext } from './context.ts';

export interface QueueOfLabels {
  name: string;
  /** Sorted. */
  labels: string[];
}

export interface Queues {
  /** The label sets that builds have ever asked for. */
  list(): Promise<QueueOfLabels[]>;
}

/** Name of the queue of a label set: `builds`, or `builds+gpu+linux`. Labels hold no `+`. */
export function queueNameOf(labels: readonly string[]): string {
  return ['builds', ...new Set(labels.toSorted())].join('+');
}

export function createQueues({ redis, keys }: StateContext): Queues {
  return {
    // The name says all; the labels in the value are for people who look into Redis.
    async list() {
      const names = await redis.hkeys(keys.queues());
      return names.sort().map((name) => ({ name, labels: name.split('+').slice(1) }));
    },
  };
}
