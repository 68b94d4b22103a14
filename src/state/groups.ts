import type { StateContext } from './context.ts';

export interface Groups {
  isWaiting(group: string, id: string): Promise<boolean>;
  /** Gives away the places that were held until `now` (ms) after the loss of a worker. Resolves to the ids that got them. */
  release(now: number): Promise<string[]>;
}

/** A sweep takes what it gets and comes again. */
const mostAtOnce = 100;

/** The scripts that accept and end builds, and save jobs, change them. */
export function createGroups({ redis, prefix, keys, scripts }: StateContext): Groups {
  return {
    isWaiting: async (group, id) => (await redis.zscore(keys.groupWaiting(group), id)) !== null,

    async release(now) {
      const admitted = await scripts.run('release_places', [keys.groupHeld()], [prefix, now, mostAtOnce]);
      return admitted.map(String);
    },
  };
}
