import { parseBuildId } from './build-id.ts';
import type { StateContext } from './context.ts';

/** Where a build stands that waits for a place in its group. */
export interface GroupPlace {
  readonly group: string;
  readonly limit: number;
  /** Builds that hold a place, as `<job> #<number>`. */
  readonly holders: readonly string[];
  /** Those of them that have ended with the loss of their worker, which may still be ending their processes. */
  readonly lost: readonly string[];
  /** Builds of the group that get a place before it. */
  readonly ahead: number;
}

export interface Groups {
  /** Null when the build does not wait for its group. */
  placeOf(group: string, id: string): Promise<GroupPlace | null>;
  /** Gives away the places that were held until `now` (ms) after the loss of a worker. Resolves to the ids that got them. */
  release(now: number): Promise<string[]>;
}

/** A sweep takes what it gets and comes again. */
const mostAtOnce = 100;

/** The scripts that accept and end builds, and save jobs, change them. */
export function createGroups({ redis, prefix, keys, scripts }: StateContext): Groups {
  return {
    async placeOf(group, id) {
      const [ahead, holders, limit, held] = await Promise.all([
        redis.zrank(keys.groupWaiting(group), id),
        redis.zrange(keys.groupHolders(group), 0, '-1'),
        redis.hget(keys.groupLimits(), group),
        redis.zrange(keys.groupHeld(), 0, '-1'),
      ]);
      if (ahead === null) return null;
      const lost = holders.filter((holder) => held.includes(`${holder} ${group}`));
      return {
        group,
        limit: Number(limit ?? 1),
        holders: holders.map(nameOf),
        lost: lost.map(nameOf),
        ahead,
      };
    },

    async release(now) {
      const admitted = await scripts.run('release_places', [keys.groupHeld()], [prefix, now, mostAtOnce]);
      return admitted.map(String);
    },
  };
}

function nameOf(id: string): string {
  const { job, number } = parseBuildId(id);
  return `${job} #${number}`;
}
