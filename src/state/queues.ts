import type { BuildDocument } from './build.ts';
import type { StateContext } from './context.ts';

export interface QueueOfBuilds {
  name: string;
  /** Sorted. */
  labels: string[];
  /** The one worker that takes its builds, whatever labels it has. */
  worker?: string;
}

export interface Queues {
  /** The label sets that builds have ever asked for, and the workers that builds had to wait for. */
  list(): Promise<QueueOfBuilds[]>;
  /** Of these the ones in which builds wait, that first whose turn it is: by priority, then by age. */
  inTurn(names: readonly string[]): Promise<string[]>;
}

/** Name of the queue of a label set: `builds`, or `builds+gpu+linux`. Labels hold no `+`. */
export function queueNameOf(labels: readonly string[]): string {
  return ['builds', ...new Set(labels.toSorted())].join('+');
}

/** Name of the queue in which a build waits: one that goes on in a kept workspace waits for the worker that has it. */
export function queueOfBuild({ runsOn, resumes }: Pick<BuildDocument, 'runsOn' | 'resumes'>): string {
  return resumes === undefined ? queueNameOf(runsOn) : `builds@${resumes.worker}`;
}

/** The name says all; the labels in the value of the key are for people who look into Redis. */
export function queueNamed(name: string): QueueOfBuilds {
  const worker = /^builds@(.+)$/.exec(name)?.[1];
  return worker === undefined ? { name, labels: name.split('+').slice(1) } : { name, labels: [], worker };
}

export function createQueues({ redis, prefix, keys, scripts }: StateContext): Queues {
  return {
    async list() {
      const names = await redis.hkeys(keys.queues());
      return names.sort().map(queueNamed);
    },

    async inTurn(names) {
      return (await scripts.run('order_queues', [keys.queued()], [prefix, ...names])).map(String);
    },
  };
}
