import { buildId } from './build.ts';
import { type CommitStatus, isCheckRun, targetOf, targetsOf } from './commit-status.ts';
import type { StateContext } from './context.ts';
import { fullName, type Repository } from './link.ts';

/** A status on its way, or a check run. Times are ms since 1970. */
export interface WaitingStatus {
  readonly target: string;
  readonly kind: StatusKind;
  /** One more for each status that has taken this place. */
  readonly version: string;
  readonly status: CommitStatus;
  /** When it was put there. */
  readonly since: number;
  /** How often sending it has failed. */
  readonly attempts: number;
  /** GitHub's id of the check run that this build has already. */
  readonly run?: number;
}

export type StatusKind = 'status' | 'check';

export interface GivenUpStatus extends CommitStatus {
  readonly kind: StatusKind;
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
   * success or a pending one would hide what the build says. With `checkRun` the check run of the same name too.
   */
  put(status: CommitStatus, options?: { checkRun?: boolean }): Promise<void>;
  /** Those whose turn it is, longest due first. */
  due(now: number, limit: number): Promise<WaitingStatus[]>;
  /**
   * It was sent, as the check run with the id `run` if it is one. If another has taken its place meanwhile that one is due,
   * even if somebody has sent it.
   */
  settle(waiting: WaitingStatus, run?: number): Promise<void>;
  /** It was not, and will be tried again at `at` (ms since 1970). */
  retry(waiting: WaitingStatus, at: number, error: string): Promise<void>;
  /** It was not and will not be: that is noted. */
  giveUp(waiting: WaitingStatus, error: string): Promise<void>;
  counts(): Promise<StatusCounts>;
  /** Newest first. */
  listGivenUp(limit: number): Promise<GivenUpStatus[]>;
  /** Puts what was given up on its way once more, all or that of one repository. Resolves to how many. */
  resend(repository?: Repository): Promise<number>;
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
    { target, version, status }: WaitingStatus,
    outcome: { at?: number; error?: string; record?: string; run?: number },
  ): Promise<void> {
    const { at = '', error = '', record = '', run } = outcome;
    await scripts.run(
      'settle_status',
      [keys.statuses(), keys.status(target), keys.statusFailures()],
      [target, version, Date.now(), at, error, record, run === undefined ? '' : `${run} ${buildOf(status)}`],
    );
  }

  return {
    async switchOn() {
      await redis.set(keys.github(), new Date().toISOString(), 'EX', onForSeconds);
    },

    async put(status, { checkRun = false } = {}) {
      const weak = status.state === 'error' ? '' : 'weak';
      const tail = JSON.stringify(status).slice(1);
      const targets = targetsOf(status, checkRun);
      await scripts.run('put_status', [keys.statuses()], [prefix, targets, Date.now(), tail, weak]);
    },

    async due(now, limit) {
      const targets = await redis.zrangebyscore(keys.statuses(), '-inf', String(now), 'LIMIT', 0, limit);
      const found = await read(targets);
      const gone = targets.filter((target) => !found.some((one) => one.target === target));
      if (gone.length > 0) await redis.zrem(keys.statuses(), ...gone);
      return found;
    },

    settle: (waiting, run) => settle(waiting, run === undefined ? {} : { run }),
    retry: (waiting, at, error) => settle(waiting, { at, error }),
    giveUp(waiting, error) {
      const { kind, status } = waiting;
      const record: GivenUpStatus = { ...status, kind, at: new Date().toISOString(), error };
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
      return (await redis.lrange(keys.statusFailures(), 0, limit - 1)).map(givenUpOf);
    },

    async resend(repository) {
      const wanted = repository === undefined ? null : fullName(repository).toLowerCase();
      const records = (await redis.lrange(keys.statusFailures(), 0, -1)).flatMap((text) => {
        const { kind, at, error: _told, ...status } = givenUpOf(text);
        if (wanted !== null && `${status.owner}/${status.repo}`.toLowerCase() !== wanted) return [];
        const target = targetOf(status, kind === 'check');
        return [text, target, Date.parse(at), status.number ?? '', JSON.stringify(status)];
      });
      if (records.length === 0) return 0;
      const [found] = await scripts.run(
        'resend_statuses',
        [keys.statusFailures(), keys.statuses()],
        [prefix, Date.now(), ...records],
      );
      return Number(found);
    },
  };
}

function waitingOf(target: string, fields: Record<string, string>): WaitingStatus | null {
  const { version, text, since, attempts = '0', run = '' } = fields;
  if (version === undefined || text === undefined) return null;
  try {
    const status = JSON.parse(text) as CommitStatus;
    const [id, build] = run.split(' ');
    return {
      target,
      version,
      kind: isCheckRun(target) ? 'check' : 'status',
      status,
      since: Number(since),
      attempts: Number(attempts),
      ...(id !== '' && build === buildOf(status) ? { run: Number(id) } : {}),
    };
  } catch {
    return null;
  }
}

/** Those of an earlier version are statuses all. */
const givenUpOf = (text: string): GivenUpStatus => ({
  kind: 'status',
  ...(JSON.parse(text) as Omit<GivenUpStatus, 'kind'>),
});

/** Each build has a check run of its own; what belongs to none shares one. */
const buildOf = ({ job, number }: CommitStatus): string =>
  job === undefined || number === undefined ? 'none' : buildId(job, number);
