import type { StateContext } from './context.ts';
import { fullName, type Repository } from './link.ts';

/** What is known of the copies of jobs for pull requests and branches, beside their documents. */
export interface Derived {
  /** Its pull request or branch has ended: it is to be removed at that time (ms), and may be triggered anew. */
  retire(job: string, removeAt: number): Promise<void>;
  /** It is used again. */
  revive(job: string): Promise<void>;
  isRetired(job: string): Promise<boolean>;
  /** Retired ones whose time is over. */
  due(now: number, limit: number): Promise<string[]>;
  /** What the last event built, `<ref> <sha>`; null when that is long ago. */
  lastBuilt(job: string): Promise<string | null>;
  /** The copy for an open pull request of this branch; and that it is closed. */
  openHead(repository: Repository, branch: string, job: string): Promise<void>;
  closeHead(repository: Repository, branch: string, job: string): Promise<void>;
  openHeads(repository: Repository, branch: string): Promise<string[]>;
}

export function createDerived({ redis, keys }: StateContext): Derived {
  const headsOf = (repository: Repository, branch: string): string =>
    keys.openHeads(`${fullName(repository).toLowerCase()}:${branch}`);

  return {
    async retire(job, removeAt) {
      await redis.del(keys.trigger(job));
      await redis.zadd(keys.retired(), removeAt, job);
    },
    async revive(job) {
      await redis.zrem(keys.retired(), job);
    },
    isRetired: async (job) => (await redis.zscore(keys.retired(), job)) !== null,
    due: (now, limit) => redis.zrangebyscore(keys.retired(), 0, now, 'LIMIT', 0, limit),
    lastBuilt: (job) => redis.hget(keys.trigger(job), 'what'),
    async openHead(repository, branch, job) {
      await redis.sadd(headsOf(repository, branch), job);
    },
    async closeHead(repository, branch, job) {
      await redis.srem(headsOf(repository, branch), job);
    },
    openHeads: (repository, branch) => redis.smembers(headsOf(repository, branch)),
  };
}
