import type { StateContext } from './context.ts';
import type { TallyRow } from './tally-row.ts';

/** What is counted by itself, by kind. */
export type SubjectKind =
  | 'total'
  | 'job'
  | 'worker'
  | 'job-worker'
  | 'cause'
  | 'stage'
  | 'step'
  | 'parameter'
  | 'test';

/** The counts of one subject on one day. */
export interface Subject {
  readonly kind: SubjectKind;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly name: string;
}

/** What is counted → how often, or a sum. */
export type Counts = Record<string, number>;

/** How a job is, by its last build that was not cancelled. */
export interface Health {
  readonly good: boolean;
  readonly number: number;
  /** The build from which on it has been so. */
  readonly since: { readonly number: number; readonly at: number };
}

/** A job broke, or was mended. `from`: the build with which the time before began. */
export interface Turn {
  readonly job: string;
  readonly kind: 'broken' | 'fixed';
  readonly number: number;
  readonly at: number;
  readonly from: { readonly number: number; readonly at: number } | null;
}

export interface Untallied {
  readonly row: TallyRow;
  readonly text: string;
}

/**
 * Counts of ended builds by day, from which reports are made where no Elasticsearch is. A build that ends leaves a
 * row in a list; the server that has the lock adds the rows up, each once, whatever dies in between.
 */
export interface Tallies {
  /** Oldest first. */
  read(count: number): Promise<Untallied[]>;
  health(jobs: readonly string[]): Promise<Map<string, Health>>;
  allHealth(): Promise<Map<string, Health>>;
  /** Newest first. */
  turns(): Promise<Turn[]>;
  /** The counts of subjects as they are, in their order. */
  current(subjects: readonly Subject[]): Promise<Counts[]>;
  /**
   * Takes the rows away and writes the new counts of the subjects that they change. False when another server was faster:
   * then nothing is written.
   */
  apply(
    rows: readonly Untallied[],
    counts: readonly (Subject & { readonly counts: Counts })[],
    health: ReadonlyMap<string, Health>,
    turns: readonly Turn[],
  ): Promise<boolean>;
  /** The counts of days, subject → JSON of its counts, in the order of `days`. */
  days(kind: SubjectKind, days: readonly string[]): Promise<Record<string, string>[]>;
  waiting(): Promise<number>;
}

/** Days that the counts are kept. */
export const talliedDays = 100;
/** Of a kind. A subject is some 300 bytes in Redis. */
const subjectsOfDay = 5_000;

export function createTallies({ redis, prefix, keys, scripts }: StateContext): Tallies {
  return {
    async read(count) {
      const texts = await redis.lrange(keys.untallied(), 0, count - 1);
      return texts.map((text) => ({ text, row: JSON.parse(text) as TallyRow }));
    },

    async health(jobs) {
      if (jobs.length === 0) return new Map();
      const texts = await redis.hmget(keys.health(), ...jobs);
      return new Map(
        jobs.flatMap((job, index) => {
          const text = texts[index] ?? null;
          return text === null ? [] : [[job, JSON.parse(text) as Health] as const];
        }),
      );
    },

    async allHealth() {
      const texts = await redis.hgetall(keys.health());
      return new Map(Object.entries(texts).map(([job, text]) => [job, JSON.parse(text) as Health]));
    },

    async turns() {
      return (await redis.lrange(keys.turns(), 0, -1)).map((text) => JSON.parse(text) as Turn);
    },

    async current(subjects) {
      const pipeline = redis.pipeline();
      for (const { kind, day, name } of subjects) pipeline.hget(keys.tally(kind, day), name);
      const found = (await pipeline.exec()) ?? [];
      return found.map(([error, text]) => {
        if (error !== null) throw error;
        return typeof text === 'string' ? (JSON.parse(text) as Counts) : {};
      });
    },

    async apply(rows, counts, health, turns) {
      const [first] = rows;
      if (first === undefined) return true;
      const [code] = await scripts.ask(
        'apply_tallies',
        [keys.untallied(), keys.health(), keys.turns()],
        [
          prefix,
          first.text,
          rows.length,
          talliedDays * 24 * 60 * 60,
          subjectsOfDay,
          health.size,
          ...[...health].flatMap(([job, value]) => [job, JSON.stringify(value)]),
          turns.length,
          ...turns.map((turn) => JSON.stringify(turn)),
          ...counts.flatMap(({ kind, day, name, counts: of }) => [kind, day, name, JSON.stringify(of)]),
        ],
      );
      return code === 'ok';
    },

    days: (kind, days) => Promise.all(days.map((day) => redis.hgetall(keys.tally(kind, day)))),

    waiting: () => redis.llen(keys.untallied()),
  };
}
