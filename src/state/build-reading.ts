import { DroverError } from '../errors/error.ts';
import type { BuildDocument, BuildStatus, CancelRequest } from './build.ts';
import { parseBuildId } from './build-id.ts';
import { readHead, readWorker } from './build-json.ts';
import type { StateContext } from './context.ts';
import { isName } from './names.ts';
import { readBuild, readSummary } from './unreadable.ts';

/**
 * Lists answer with the texts of documents without their definitions, newest first where nothing else is
 * said; they are not parsed on the way. In place of a document that cannot be read stands one with the
 * status `error` that says so.
 */
export interface BuildReading {
  /** Throws BUILD_NOT_FOUND. */
  get(job: string, number: number): Promise<BuildDocument>;
  /** The whole document as JSON text. Throws BUILD_NOT_FOUND. */
  getText(job: string, number: number): Promise<string>;
  /** By id, `<job>_<number>`; null when there is none. */
  find(id: string): Promise<BuildDocument | null>;
  /** A page of a job's history as a JSON array; `next` is the `before` of the next page. Throws JOB_NOT_FOUND. */
  page(job: string, page: { limit: number; before?: number }): Promise<{ json: string; next: number | null }>;
  /** Over all jobs, or of one worker; of the finished ones those that ended last, 1000 at most. */
  listAll(options: { limit: number; status?: BuildStatus; worker?: string }): Promise<string[]>;
  /** The texts of these, without those that are gone. */
  summaries(ids: readonly string[]): Promise<string[]>;
  /** Oldest first, `cancelling` ones too. */
  listRunning(limit: number): Promise<string[]>;
  listFinished(limit: number): Promise<string[]>;
  countQueued(): Promise<number>;
  countRunning(): Promise<number>;
  /** Ids of builds accepted up to that time (ms) that the queue library may not have. */
  undelivered(until: number): Promise<string[]>;
  /** Ids of builds that ended up to that time (ms) and have no copy beside their logs yet. */
  uncopied(until: number): Promise<string[]>;
  /** Accepted, and not known to be in the queue. */
  isUndelivered(id: string): Promise<boolean>;
  queuedIds(): Promise<string[]>;
  /** How long the oldest of the queued builds has waited at that time (ms); null when none waits. */
  longestWaitMs(now: number): Promise<number | null>;
  /** Ids of running builds whose lease has run out. */
  withoutLease(): Promise<string[]>;
  /** Ids of queued builds that should have been taken by that time (ms). */
  overdue(now: number): Promise<string[]>;
  /** Who wants an unfinished build cancelled; null for nobody. */
  cancelRequestOf(id: string): Promise<CancelRequest | null>;
}

/** A sweep takes what it gets and comes again. */
const mostAtOnce = 1000;

export function createBuildReading({ redis, keys, scripts }: StateContext): BuildReading {
  return {
    async get(job, number) {
      return readBuild(await textOf(job, number), job, number);
    },

    async getText(job, number) {
      const text = await textOf(job, number);
      const head = text.endsWith('}') ? readHead(text) : null;
      if (head?.job === job && head.number === number) return text;
      return JSON.stringify(readBuild(text, job, number));
    },

    async find(id) {
      const { job, number } = parseBuildId(id);
      const text = await redis.get(keys.build(job, number));
      return text === null ? null : readBuild(text, job, number);
    },

    async page(job, { limit, before }) {
      if (!isName('job', job)) throw new DroverError('JOB_NOT_FOUND', { job });
      const [more, ...values] = await scripts.run(
        'list_builds',
        [keys.job(job), keys.recent(job)],
        [limit, before ?? ''],
        { job },
      );
      const numbers = values.map(Number);
      if (numbers.length === 0) return { json: '[]', next: null };
      const texts = await redis.mget(numbers.map((number) => keys.build(job, number)));
      // One that is removed between the two reads is left out.
      const rows = numbers.flatMap((number, index) => {
        const text = texts[index] ?? null;
        return text === null ? [] : [readSummary(text, job, number)];
      });
      return { json: `[${rows.join(',')}]`, next: more === 1 ? (numbers.at(-1) ?? null) : null };
    },

    async listAll({ limit, status, worker }) {
      const isFiltered = status !== undefined || worker !== undefined;
      const [queued, running, finished] = await Promise.all([
        worker === undefined && (status === undefined || status === 'queued')
          ? redis.zrange(keys.queued(), 0, end(limit), 'REV')
          : [],
        status === undefined || isUnderWay(status)
          ? redis.zrange(keys.running(), 0, end(mostAtOnce), 'REV')
          : [],
        status === undefined || isOver(status)
          ? redis.lrange(keys.finished(), 0, isFiltered ? -1 : limit - 1)
          : [],
      ]);
      const texts = await summaries([...queued, ...running, ...finished]);
      const heads = texts.map((text) => ({ text, head: readHead(text) }));
      const wanted = heads.filter(
        ({ text, head }) =>
          (status === undefined || head?.status === status) &&
          (worker === undefined || readWorker(text) === worker),
      );
      const time = (item: (typeof heads)[number]): string => item.head?.queuedAt ?? '';
      wanted.sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0));
      return wanted.slice(0, limit).map(({ text }) => text);
    },

    summaries,
    listRunning: async (limit) => summaries(await redis.zrange(keys.running(), 0, end(limit))),
    listFinished: async (limit) => summaries(await redis.lrange(keys.finished(), 0, limit - 1)),
    countQueued: () => redis.zcard(keys.queued()),
    countRunning: () => redis.zcard(keys.running()),
    undelivered: (until) => redis.zrangebyscore(keys.undelivered(), '-inf', until, 'LIMIT', 0, mostAtOnce),

    isUndelivered: async (id) => (await redis.zscore(keys.undelivered(), id)) !== null,
    async longestWaitMs(now) {
      const [, since] = await redis.zrange(keys.queued(), 0, '0', 'WITHSCORES');
      return since === undefined ? null : Math.max(0, now - Number(since));
    },
    queuedIds: () => redis.zrange(keys.queued(), 0, '-1'),
    uncopied: (until) => redis.zrangebyscore(keys.uncopied(), '-inf', until, 'LIMIT', 0, mostAtOnce),
    overdue: (now) => redis.zrangebyscore(keys.queueDeadlines(), '-inf', now, 'LIMIT', 0, mostAtOnce),

    async cancelRequestOf(id) {
      const text = await redis.hget(keys.state(id), 'cancel');
      return text === null ? null : (JSON.parse(text) as CancelRequest);
    },

    async withoutLease() {
      const ids = await redis.zrange(keys.running(), 0, '-1');
      if (ids.length === 0) return [];
      const leases = await redis.mget(ids.map((id) => keys.lease(id)));
      return ids.filter((_, index) => leases[index] === null);
    },
  };

  async function textOf(job: string, number: number): Promise<string> {
    const text = isName('job', job) ? await redis.get(keys.build(job, number)) : null;
    if (text === null) throw new DroverError('BUILD_NOT_FOUND', { job, number });
    return text;
  }

  /** A build that is removed between the two reads is left out. */
  async function summaries(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const places = ids.map(parseBuildId);
    const texts = await scripts.run(
      'read_summaries',
      places.map(({ job, number }) => keys.build(job, number)),
      [],
    );
    return places.flatMap(({ job, number }, index) => {
      const text = texts[index] ?? null;
      return text === null ? [] : [readSummary(String(text), job, number)];
    });
  }
}

/** ZRANGE counts from 0 and includes its end. */
const end = (limit: number): string => String(limit - 1);

const isUnderWay = (status: BuildStatus): boolean => status === 'running' || status === 'cancelling';
const isOver = (status: BuildStatus): boolean => status !== 'queued' && !isUnderWay(status);
