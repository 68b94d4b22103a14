import type { StateContext } from './context.ts';
import type { TallyRow } from './tally-row.ts';

/** One number of a day that grows. */
export interface Count {
  readonly kind: 'tally' | 'tally-parts';
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly field: string;
  readonly by: number;
}

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
  /** False when another server was faster. */
  apply(
    rows: readonly Untallied[],
    counts: readonly Count[],
    health: ReadonlyMap<string, Health>,
    turns: readonly Turn[],
  ): Promise<boolean>;
  /** The counts of days, field → number, in the order of `days`. */
  days(kind: Count['kind'], days: readonly string[]): Promise<Record<string, string>[]>;
  waiting(): Promise<number>;
}

/** Days that the counts are kept. */
export const talliedDays = 100;
/** A count is some 60 bytes in Redis. */
const countsOfDay = 20_000;

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
          countsOfDay,
          health.size,
          ...[...health].flatMap(([job, value]) => [job, JSON.stringify(value)]),
          turns.length,
          ...turns.map((turn) => JSON.stringify(turn)),
          ...counts.flatMap(({ kind, day, field, by }) => [kind, day, field, by]),
        ],
      );
      return code === 'ok';
    },

    async days(kind, days) {
      const key = kind === 'tally' ? keys.tally : keys.tallyParts;
      return Promise.all(days.map((day) => redis.hgetall(key(day))));
    },

    waiting: () => redis.llen(keys.untallied()),
  };
}
