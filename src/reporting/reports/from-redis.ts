import type { State } from '../../state/index.ts';
import { talliedDays } from '../../state/tallies.ts';
import { isOf, partsOf, type SubjectKind, splitField } from '../tally/fields.ts';
import { FigureSum, rateOf } from './figures.ts';
import { sortRows } from './order.ts';
import { daysOf, lastDays } from './period.ts';
import type {
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

export interface PartQuery extends Period {
  readonly job: string | null;
  readonly limit: number;
}

/** Reports made from the counts of days. */
export async function reportFromRedis({ tallies }: State, query: ReportQuery): Promise<Report> {
  const { by, job, order, limit } = query;
  const total = new FigureSum();
  const rows = new Map<string, FigureSum>();
  const sumOf = (key: string): FigureSum => {
    let sum = rows.get(key);
    if (sum === undefined) {
      sum = new FigureSum();
      rows.set(key, sum);
    }
    return sum;
  };
  const days = daysOf(query);
  if (by === 'day') for (const day of days) sumOf(day);
  const group = groupOf(by, job);
  await eachCount(tallies, 'tally', days, (day, field, value) => {
    const ofJob = isOf('job', field);
    if (!ofJob && group.tally !== 'tally') return;
    if (!ofJob && !isOf(group.kind, field)) return;
    const [subject, count] = splitField(field);
    const parts = partsOf(subject);
    if (ofJob && (job === null || parts[0] === job)) {
      total.add(count, value);
      if (by === 'day') sumOf(day).add(count, value);
    }
    if (by === 'day' || !isOf(group.kind, field)) return;
    const key = group.key(parts);
    if (key !== null) sumOf(key).add(count, value);
  });
  if (group.tally === 'tally-parts') {
    await eachCount(tallies, 'tally-parts', days, (_day, field, value) => {
      if (!isOf(group.kind, field)) return;
      const [subject, count] = splitField(field);
      const parts = partsOf(subject);
      if (job === null || parts[0] === job) sumOf(parts.join(separator)).add(count, value);
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

const separator = '\u001e';

interface Group {
  readonly tally: 'tally' | 'tally-parts';
  readonly kind: SubjectKind;
  /** The row that a subject belongs to; null: to none. */
  key(parts: readonly string[]): string | null;
}

function groupOf(by: Subject, job: string | null): Group {
  const wanted = (name: string | undefined): boolean => job === null || name === job;
  switch (by) {
    case 'day':
    case 'job':
      return { tally: 'tally', kind: 'job', key: ([name = '']) => (wanted(name) ? name : null) };
    case 'worker':
      if (job === null) return { tally: 'tally', kind: 'worker', key: ([name = '']) => name };
      return { tally: 'tally', kind: 'jobWorker', key: ([of, name = '']) => (wanted(of) ? name : null) };
    case 'cause':
      return { tally: 'tally', kind: 'cause', key: ([name = '', of]) => (wanted(of) ? name : null) };
    case 'stage':
    case 'step':
      return { tally: 'tally-parts', kind: by, key: () => null };
  }
}

/** `key` is a title, or job, stage and step with the separator between them. */
function namesOf(by: Subject, key: string): Pick<ReportRow, 'key' | 'job' | 'stage' | 'step'> {
  const [job = '', stage = '', step = ''] = key.split(separator);
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
  const sums = new Map<string, { failed: number; flaky: number; slow: number; durationMs: number }>();
  await eachCount(tallies, 'tally-parts', daysOf(query), (_day, field, value) => {
    if (!isOf('test', field)) return;
    const [subject, count] = splitField(field);
    if (query.job !== null && partsOf(subject)[0] !== query.job) return;
    const sum = sums.get(subject) ?? { failed: 0, flaky: 0, slow: 0, durationMs: 0 };
    sums.set(subject, sum);
    if (count in sum) sum[count as keyof typeof sum] += value;
  });
  const rows = [...sums].map(([subject, { failed, flaky, slow, durationMs }]): TestRow => {
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
  const sums = new Map<string, { builds: number; judged: number; success: number }>();
  await eachCount(tallies, 'tally-parts', daysOf(query), (_day, field, value) => {
    if (!isOf('parameter', field)) return;
    const [subject, status] = splitField(field);
    if (query.job !== null && partsOf(subject)[0] !== query.job) return;
    const sum = sums.get(subject) ?? { builds: 0, judged: 0, success: 0 };
    sums.set(subject, sum);
    sum.builds += value;
    if (status !== 'cancelled') sum.judged += value;
    if (status === 'success') sum.success += value;
  });
  const rows = [...sums].map(([subject, { builds, judged, success }]): ParameterRow => {
    const [job = '', title = '', value = ''] = partsOf(subject);
    return { job, title, value, builds, successRate: rateOf(success, judged) };
  });
  rows.sort((a, b) => b.builds - a.builds);
  return {
    source: 'redis',
    ...periodOf(query),
    rows: rows.slice(0, query.limit),
    truncated: rows.length > query.limit,
  };
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

async function eachCount(
  tallies: State['tallies'],
  kind: 'tally' | 'tally-parts',
  days: readonly string[],
  take: (day: string, field: string, value: number) => void,
): Promise<void> {
  for (let start = 0; start < days.length; start += daysAtOnce) {
    const some = days.slice(start, start + daysAtOnce);
    for (const [index, counts] of (await tallies.days(kind, some)).entries())
      for (const field in counts) take(some[index] ?? '', field, Number(counts[field]));
  }
}
