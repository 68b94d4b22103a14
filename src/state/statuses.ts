import { type CommitStatus, targetOf } from './commit-status.ts';
import type { StateContext } from './context.ts';

/** A status on its way. Times are ms since 1970. */
export interface WaitingStatus {
  readonly target: string;
  /** One more for each status that has taken this place. */
  readonly version: string;
  readonly status: CommitStatus;
  /** When it was put there. */
  readonly since: number;
  /** How often sending it has failed. */
  readonly attempts: number;
}

export interface GivenUpStatus extends CommitStatus {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly error: string;
}

export interface StatusCounts {
  readonly waiting: number;
  /** When the one was put there that waits longest, ms since 1970; null when none waits. */
  readonly oldest: number | null;
  readonly givenUp: number;
}

/**
 * Statuses of commits on their way to GitHub. The scripts that accept and end a build put theirs here in the same step.
 * Of each commit and context there is one, the newest, so what was not sent in time is skipped.
 */
export interface Statuses {
  /** A server that can send them is there: from now on, for 30 days, builds of GitHub events put theirs here. */
  switchOn(): Promise<void>;
  /**
   * One that belongs to no build. Where a build has told something of the commit, `error` alone takes its place: a
   * success or a pending one would hide what the build says.
   */
  put(status: CommitStatus): Promise<void>;
  /** Those whose turn it is, longest due first. */
  due(now: number, limit: number): Promise<WaitingStatus[]>;
  /** It was sent. If another has taken its place meanwhile that one is due, even if somebody has sent it. */
  settle(waiting: WaitingStatus): Promise<void>;
  /** It was not, and will be tried again at `at` (ms since 1970). */
  retry(waiting: WaitingStatus, at: number, error: string): Promise<void>;
  /** It was not and will not be: that is noted. */
  giveUp(waiting: WaitingStatus, error: string): Promise<void>;
  counts(): Promise<StatusCounts>;
  /** Newest first. */
  listGivenUp(limit: number): Promise<GivenUpStatus[]>;
}

const onForSeconds = 30 * 24 * 60 * 60;
/** So many are looked at for the one that waits longest. */
const lookedAt = 100;

export function createStatuses({ redis, prefix, keys, scripts }: StateContext): Statuses {
  async function read(targets: readonly string[]): Promise<WaitingStatus[]> {
    const found = await Promise.all(targets.map((target) => redis.hgetall(keys.status(target))));
    return found.flatMap((fields, index) => waitingOf(targets[index] ?? '', fields) ?? []);
  }

  async function settle(
    { target, version }: WaitingStatus,
    outcome: { at?: number; error?: string; record?: string },
  ): Promise<void> {
    await scripts.run(
      'settle_status',
      [keys.statuses(), keys.status(target), keys.statusFailures()],
      [target, version, Date.now(), outcome.at ?? '', outcome.error ?? '', outcome.record ?? ''],
    );
  }

  return {
    async switchOn() {
      await redis.set(keys.github(), new Date().toISOString(), 'EX', onForSeconds);
    },

    async put(status) {
      const weak = status.state === 'error' ? '' : 'weak';
      const tail = JSON.stringify(status).slice(1);
      await scripts.run('put_status', [keys.statuses()], [prefix, targetOf(status), Date.now(), tail, weak]);
    },

    async due(now, limit) {
      const targets = await redis.zrangebyscore(keys.statuses(), '-inf', String(now), 'LIMIT', 0, limit);
      const found = await read(targets);
      const gone = targets.filter((target) => !found.some((one) => one.target === target));
      if (gone.length > 0) await redis.zrem(keys.statuses(), ...gone);
      return found;
    },

    settle: (waiting) => settle(waiting, {}),
    retry: (waiting, at, error) => settle(waiting, { at, error }),
    giveUp(waiting, error) {
      const record: GivenUpStatus = { ...waiting.status, at: new Date().toISOString(), error };
      return settle(waiting, { record: JSON.stringify(record) });
    },

    async counts() {
      const [waiting, first, givenUp] = await Promise.all([
        redis.zcard(keys.statuses()),
        redis.zrange(keys.statuses(), '0', String(lookedAt - 1)),
        redis.llen(keys.statusFailures()),
      ]);
      const times = (await read(first)).map(({ since }) => since);
      return { waiting, oldest: times.length === 0 ? null : Math.min(...times), givenUp };
    },

    async listGivenUp(limit) {
      const texts = await redis.lrange(keys.statusFailures(), 0, limit - 1);
      return texts.map((text) => JSON.parse(text) as GivenUpStatus);
    },
  };
}

function waitingOf(target: string, fields: Record<string, string>): WaitingStatus | null {
  const { version, text, since, attempts = '0' } = fields;
  if (version === undefined || text === undefined) return null;
  try {
    const status = JSON.parse(text) as CommitStatus;
    return { target, version, status, since: Number(since), attempts: Number(attempts) };
  } catch {
    return null;
  }
}
