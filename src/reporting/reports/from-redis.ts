import type { State } from '../../state/index.ts';
import { type Counts, type SubjectKind, talliedDays } from '../../state/tallies.ts';
import { addCounts } from '../tally/count-row.ts';
import { partsOf, subjectName } from '../tally/fields.ts';
import { FigureSum, rateOf } from './figures.ts';
import { sortRows } from './order.ts';
import { daysOf, lastDays } from './period.ts';
import type {
  Extent,
  ParameterReport,
  ParameterRow,
  Period,
  Report,
  ReportQuery,
  ReportRow,
  Subject,
  TestOrder,
  TestReport,
  TestRow,
} from './report.ts';

/** Days are read so many at a time, which bounds the memory whatever the period. */
const daysAtOnce = 10;

export interface PartQuery extends Extent {
  readonly limit: number;
}

/** Reports made from the counts of days. */
export async function reportFromRedis({ tallies }: State, query: ReportQuery): Promise<Report> {
  const { by, jobs, order, limit } = query;
  const isWanted = wanted(jobs);
  const days = daysOf(query);
  const total = new FigureSum();
  const rows = new Map<string, FigureSum>(by === 'day' ? days.map((day) => [day, new FigureSum()]) : []);
  await eachSubject(tallies, jobs === null ? 'total' : 'job', days, (day, [job], counts) => {
    if (!isWanted(job)) return;
    total.addAll(counts);
    if (by === 'day') rows.get(day)?.addAll(counts);
  });
  if (by !== 'day') {
    const { kind, key, jobAt } = groupOf(by, jobs === null);
    await eachSubject(tallies, kind, days, (_day, parts, counts) => {
      if (!isWanted(parts[jobAt])) return;
      const name = key(parts);
      let sum = rows.get(name);
      if (sum === undefined) {
        sum = new FigureSum();
        rows.set(name, sum);
      }
      sum.addAll(counts);
    });
  }
  const all = [...rows].map(([key, sum]): ReportRow => ({ ...namesOf(by, key), ...sum.figures() }));
  const sorted = sortRows(all, by === 'day' ? 'name' : order);
  return {
    source: 'redis',
    ...periodOf(query),
    by,
    total: total.figures(),
    rows: by === 'day' ? sorted : sorted.slice(0, limit),
    truncated: by !== 'day' && sorted.length > limit,
  };
}

interface Group {
  readonly kind: SubjectKind;
  /** Which part of a subject is the job. */
  readonly jobAt: number;
  /** The row that a subject belongs to. */
  readonly key: (parts: readonly string[]) => string;
}

function groupOf(by: Exclude<Subject, 'day'>, ofAllJobs: boolean): Group {
  switch (by) {
    case 'job':
      return { kind: 'job', jobAt: 0, key: ([name = '']) => name };
    case 'worker':
      return ofAllJobs
        ? { kind: 'worker', jobAt: 0, key: ([name = '']) => name }
        : { kind: 'job-worker', jobAt: 0, key: ([, name = '']) => name };
    case 'cause':
      return { kind: 'cause', jobAt: 1, key: ([name = '']) => name };
    case 'stage':
    case 'step':
      return { kind: by, jobAt: 0, key: (parts) => subjectName(...parts) };
  }
}

/** `key` is a title, or job, stage and step with the separator between them. */
function namesOf(by: Subject, key: string): Pick<ReportRow, 'key' | 'job' | 'stage' | 'step'> {
  const [job = '', stage = '', step = ''] = partsOf(key);
  switch (by) {
    case 'day':
    case 'worker':
    case 'cause':
      return { key };
    case 'job':
      return { key, job };
    case 'stage':
      return { key: `${job} ▸ ${stage}`, job, stage };
    case 'step':
      return { key: `${job} ▸ ${stage} ▸ ${step}`, job, stage, step };
  }
}

export async function testsFromRedis(
  { tallies }: State,
  { order, ...query }: PartQuery & { readonly order: TestOrder },
): Promise<TestReport> {
  const isWanted = wanted(query.jobs);
  const sums = new Map<string, Counts>();
  await eachSubject(tallies, 'test', daysOf(query), (_day, parts, counts) => {
    if (!isWanted(parts[0])) return;
    const name = subjectName(...parts);
    sums.set(name, addCounts(sums.get(name) ?? {}, counts));
  });
  const rows = [...sums].map(([subject, { failed = 0, flaky = 0, slow = 0, durationMs = 0 }]): TestRow => {
    const [job = '', suite = '', name = ''] = partsOf(subject);
    return { job, suite, name, failed, flaky, durationMs: slow === 0 ? null : Math.round(durationMs / slow) };
  });
  return { source: 'redis', ...periodOf(query), ...pickTests(rows, order, query.limit) };
}

/** Those that the order is about, the worst first. */
export function pickTests(
  rows: readonly TestRow[],
  order: TestOrder,
  limit: number,
): Pick<TestReport, 'rows' | 'truncated'> {
  const weight = (row: TestRow): number =>
    order === 'failing' ? row.failed : order === 'flakiest' ? row.flaky : (row.durationMs ?? 0);
  const wanted = rows.filter((row) => weight(row) > 0).sort((a, b) => weight(b) - weight(a));
  return { rows: wanted.slice(0, limit), truncated: wanted.length > limit };
}

export async function parametersFromRedis({ tallies }: State, query: PartQuery): Promise<ParameterReport> {
  const isWanted = wanted(query.jobs);
  const sums = new Map<string, Counts>();
  await eachSubject(tallies, 'parameter', daysOf(query), (_day, parts, counts) => {
    if (!isWanted(parts[0])) return;
    const name = subjectName(...parts);
    sums.set(name, addCounts(sums.get(name) ?? {}, counts));
  });
  const rows = [...sums].map(([subject, counts]): ParameterRow => {
    const [job = '', title = '', value = ''] = partsOf(subject);
    const builds = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const { success = 0, cancelled = 0 } = counts;
    return { job, title, value, builds, successRate: rateOf(success, builds - cancelled) };
  });
  rows.sort((a, b) => b.builds - a.builds);
  return {
    source: 'redis',
    ...periodOf(query),
    rows: rows.slice(0, query.limit),
    truncated: rows.length > query.limit,
  };
}

/** Whether a subject belongs to a report over these jobs. */
function wanted(jobs: Extent['jobs']): (job: string | undefined) => boolean {
  if (jobs === null) return () => true;
  const names = new Set(jobs);
  return (job) => job !== undefined && names.has(job);
}

function periodOf({ from, to }: Period): Period & { note?: string } {
  const earliest = lastDays(talliedDays, Date.now()).from;
  if (from >= earliest) return { from, to };
  return {
    from,
    to,
    note: `Redis keeps the counts of ${talliedDays} days: there is nothing before ${earliest}.`,
  };
}

async function eachSubject(
  tallies: State['tallies'],
  kind: SubjectKind,
  days: readonly string[],
  take: (day: string, parts: readonly string[], counts: Counts) => void,
): Promise<void> {
  for (let start = 0; start < days.length; start += daysAtOnce) {
    const some = days.slice(start, start + daysAtOnce);
    for (const [index, subjects] of (await tallies.days(kind, some)).entries())
      for (const name in subjects)
        take(some[index] ?? '', partsOf(name), JSON.parse(subjects[name] ?? '{}') as Counts);
  }
}
