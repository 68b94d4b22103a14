import type { StateContext } from './context.ts';

/** A build to be reported; `text` is its document without the definition, null when it was removed meanwhile. */
export interface Waiting {
  readonly id: string;
  readonly text: string | null;
}

/** Why a document was refused. */
export interface Refusal {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** HTTP status of the answer for this document. */
  readonly status: number;
  /** As `document_parsing_exception`. */
  readonly type: string;
  readonly reason: string;
}

export interface RefusedBuild extends Refusal {
  readonly id: string;
}

/** What a backfill does. `job` and `below`: where it goes on. */
export interface Backfill {
  readonly startedAt: string;
  readonly by: string;
  /** The only one wanted; empty: all. */
  readonly only: string;
  readonly job: string;
  readonly below: number;
  readonly builds: number;
}

export interface OutboxCounts {
  readonly waiting: number;
  /** When the one that waits longest was put there, ms since 1970; null when none waits. */
  readonly oldest: number | null;
  readonly refused: number;
}

/** Ended builds on their way to Elasticsearch. Everything may be repeated. */
export interface Outbox {
  /** A server that reports is there: from now on, for 30 days, each build that ends is put into the outbox. */
  switchOn(): Promise<void>;
  /** No server reports any more: what waits is given up. Resolves to how many waited. */
  switchOff(): Promise<number>;
  isOn(): Promise<boolean>;
  /** From the `skip`th of those that wait longest on, at most `count`, fewer when they are large. */
  read(options: { skip: number; count: number; bytes: number }): Promise<Waiting[]>;
  /** They were acknowledged, or are not wanted any more. */
  remove(ids: readonly string[]): Promise<void>;
  /** Beyond 1,000 the oldest are dropped from their list, and counted as `dropped`. */
  refuse(builds: readonly { readonly id: string; readonly why: Refusal }[]): Promise<void>;
  /** Newest first. */
  listRefused(limit: number): Promise<RefusedBuild[]>;
  /** Takes refused ones from their list, all without `ids`; resolves to how many. */
  settleRefused(how: 'send' | 'forget', ids: readonly string[]): Promise<number>;
  counts(): Promise<OutboxCounts>;
  /** What reporters have noted, by field. */
  status(): Promise<Record<string, string>>;
  note(
    fields: Readonly<Record<string, string | number>>,
    counts?: Readonly<Record<string, number>>,
  ): Promise<void>;

  /** False when one is under way. */
  startBackfill(by: string, only: string): Promise<boolean>;
  stopBackfill(): Promise<void>;
  backfill(): Promise<Backfill | null>;
  /** Every job that has ever had a build, sorted. */
  jobs(): Promise<string[]>;
  /** Puts up to `count` builds of a job below a number into the outbox; resolves to where to go on, 0 at the end; null when it was stopped. */
  fill(job: string, below: number, count: number): Promise<number | null>;
}

const onForSeconds = 30 * 24 * 60 * 60;
/** Refused documents that are kept for a person to look at. */
const refusedKept = 1_000;

export function createOutbox({ redis, prefix, keys, scripts }: StateContext): Outbox {
  const refusedKeys = () => [keys.outbox(), keys.refused(), keys.refusals()];
  return {
    async switchOn() {
      await redis.set(keys.reporting(), new Date().toISOString(), 'EX', onForSeconds);
    },

    async switchOff() {
      const waiting = await redis.zcard(keys.outbox());
      await redis.del(keys.reporting(), keys.outbox(), keys.backfill(), keys.reportingStatus());
      return waiting;
    },

    isOn: async () => (await redis.exists(keys.reporting())) === 1,

    async read({ skip, count, bytes }) {
      const values = await scripts.run('read_outbox', [keys.outbox()], [prefix, skip, count, bytes]);
      const waiting: Waiting[] = [];
      for (let index = 0; index + 1 < values.length; index += 2)
        waiting.push({
          id: String(values[index]),
          text: values[index + 1] ? String(values[index + 1]) : null,
        });
      return waiting;
    },

    async remove(ids) {
      if (ids.length > 0) await redis.zrem(keys.outbox(), ...ids);
    },

    async refuse(builds) {
      if (builds.length === 0) return;
      const pairs = builds.flatMap(({ id, why }) => [id, JSON.stringify(why)]);
      const changed = [...refusedKeys(), keys.reportingStatus()];
      await scripts.run('refuse_reports', changed, [Date.now(), refusedKept, ...pairs]);
    },

    async listRefused(limit) {
      const ids = await redis.zrange(keys.refused(), 0, String(limit - 1), 'REV');
      if (ids.length === 0) return [];
      const texts = await redis.hmget(keys.refusals(), ...ids);
      return ids.flatMap((id, index) => {
        const text = texts[index] ?? null;
        return text === null ? [] : [{ id, ...(JSON.parse(text) as Refusal) }];
      });
    },

    async settleRefused(how, ids) {
      const [taken] = await scripts.run('resend_reports', refusedKeys(), [Date.now(), how, ...ids]);
      return Number(taken);
    },

    async counts() {
      const [waiting, [, oldest], refused] = await Promise.all([
        redis.zcard(keys.outbox()),
        redis.zrange(keys.outbox(), 0, '0', 'WITHSCORES'),
        redis.zcard(keys.refused()),
      ]);
      return { waiting, oldest: oldest === undefined ? null : Number(oldest), refused };
    },

    status: () => redis.hgetall(keys.reportingStatus()),

    async note(fields, counts = {}) {
      const pipeline = redis.pipeline();
      if (Object.keys(fields).length > 0) pipeline.hset(keys.reportingStatus(), fields);
      for (const [name, by] of Object.entries(counts))
        if (by > 0) pipeline.hincrby(keys.reportingStatus(), name, by);
      await pipeline.exec();
    },

    async startBackfill(by, only) {
      const startedAt = new Date().toISOString();
      if ((await redis.hsetnx(keys.backfill(), 'startedAt', startedAt)) === 0) return false;
      await redis.hset(keys.backfill(), { by, only });
      return true;
    },

    async stopBackfill() {
      await redis.del(keys.backfill());
    },

    async backfill() {
      const found = await redis.hgetall(keys.backfill());
      const { startedAt, by = '', only = '', job = '', below = '0', builds = '0' } = found;
      if (startedAt === undefined) return null;
      return { startedAt, by, only, job, below: Number(below), builds: Number(builds) };
    },

    jobs: async () => (await redis.hkeys(keys.numbers())).sort(),

    async fill(job, below, count) {
      const [code, , last] = await scripts.ask(
        'fill_outbox',
        [keys.recent(job), keys.outbox(), keys.backfill()],
        [prefix, job, below, count, Date.now()],
      );
      return code === 'ok' ? Number(last) : null;
    },
  };
}
