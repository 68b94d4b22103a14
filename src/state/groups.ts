import { parseBuildId } from './build-id.ts';
import type { StateContext } from './context.ts';

/** Where a build stands that waits for a place in its group. */
export interface GroupPlace {
  readonly group: string;
  readonly limit: number;
  /** Builds that hold a place, as `<job> #<number>`. */
  readonly holders: readonly string[];
  /** Builds of the group that get a place before it. */
  readonly ahead: number;
}

export interface Groups {
  /** Null when the build does not wait for its group. */
  placeOf(group: string, id: string): Promise<GroupPlace | null>;
}

/** The scripts that accept and end builds, and save jobs, change them. */
export function createGroups({ redis, keys }: StateContext): Groups {
  return {
    async placeOf(group, id) {
      const [ahead, holders, limit] = await Promise.all([
        redis.zrank(keys.groupWaiting(group), id),
        redis.zrange(keys.groupHolders(group), 0, '-1'),
        redis.hget(keys.groupLimits(), group),
      ]);
      if (ahead === null) return null;
      return { group, limit: Number(limit ?? 1), holders: holders.map(nameOf), ahead };
    },
  };
}

function nameOf(id: string): string {
  const { job, number } = parseBuildId(id);
  return `${job} #${number}`;
}
