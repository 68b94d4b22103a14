import type { Percentiles } from '../tally/histogram.ts';

/** Where an answer comes from: all reported builds, or the counts that Redis keeps of the last 100 days. */
export type Source = 'elasticsearch' | 'redis';

/** What a report has a row for. */
export const subjects = ['day', 'job', 'worker', 'cause', 'stage', 'step'] as const;
export type Subject = (typeof subjects)[number];

/** What comes first; `name` is the only order of days. */
export const orders = ['builds', 'failing', 'flakiest', 'slowest', 'waiting', 'retries', 'name'] as const;
export type Order = (typeof orders)[number];

/** Whole days, UTC; both included. */
export interface Period {
  /** `YYYY-MM-DD` */
  readonly from: string;
  readonly to: string;
}

/** What a report is made of: the builds of a period that belong to these jobs; null: of all, gone ones too. */
export interface Extent extends Period {
  readonly jobs: readonly string[] | null;
}

export interface ReportQuery extends Extent {
  readonly by: Subject;
  readonly order: Order;
  /** Rows. Days are never cut. */
  readonly limit: number;
}

/** Runs of one thing: builds of a job, executions of a step. Durations and times are ms. */
export interface Figures {
  readonly builds: number;
  readonly success: number;
  readonly failure: number;
  readonly cancelled: number;
  readonly timedOut: number;
  readonly error: number;
  /** Of those that were not cancelled, 0 to 1; null when there are none. */
  readonly successRate: number | null;
  /** Succeeded only after a retry. */
  readonly flaky: number;
  readonly retries: number;
  /** Time lost to attempts before the last. */
  readonly retryMs: number;
  readonly durationMs: Percentiles | null;
  /** null for stages and steps. */
  readonly queueMs: Percentiles | null;
}

export interface ReportRow extends Figures {
  /** The day, the job, the worker, the cause, `job ▸ stage`, `job ▸ stage ▸ step`. */
  readonly key: string;
  readonly job?: string;
  readonly stage?: string;
  readonly step?: string;
}

interface Answer extends Period {
  readonly source: Source;
  /** Why it does not come from where it should, or what it lacks. */
  readonly note?: string;
}

export interface Report extends Answer {
  readonly by: Subject;
  /** All builds of the period. */
  readonly total: Figures;
  readonly rows: ReportRow[];
  /** There are more rows than were asked for. */
  readonly truncated: boolean;
}

export const testOrders = ['failing', 'flakiest', 'slowest'] as const;
export type TestOrder = (typeof testOrders)[number];

/** A test of which builds told something: it failed, was flaky, or was among the slowest. */
export interface TestRow {
  readonly job: string;
  readonly suite: string;
  readonly name: string;
  /** Builds in which it failed. */
  readonly failed: number;
  /** Builds in which it passed, but not at once. */
  readonly flaky: number;
  /** Mean over the builds in which it was among the ten slowest; null when it never was. */
  readonly durationMs: number | null;
}

export interface TestReport extends Answer {
  readonly rows: TestRow[];
  readonly truncated: boolean;
}

export interface ParameterRow {
  readonly job: string;
  readonly title: string;
  readonly value: string;
  readonly builds: number;
  readonly successRate: number | null;
}

export interface ParameterReport extends Answer {
  readonly rows: ParameterRow[];
  readonly truncated: boolean;
}

export interface BuildPoint {
  readonly number: number;
  /** ISO 8601 UTC */
  readonly at: string;
}

/** Jobs that are broken now, and those that were mended in the period. Always from Redis. */
export interface ChangeReport extends Answer {
  readonly broken: { readonly job: string; readonly since: BuildPoint; readonly last: number }[];
  readonly fixed: {
    readonly job: string;
    readonly by: BuildPoint;
    readonly brokenSince: BuildPoint | null;
    readonly brokenMs: number | null;
  }[];
}
