import { indexNames } from '../documents/index-names.ts';
import type { LazyClient } from '../search/lazy-client.ts';
import {
  type Bucket,
  type Buckets,
  buildQuery,
  figureAggregations,
  numberOf,
  readFigures,
} from './aggregations.ts';
import { pickTests } from './from-redis.ts';
import { sortRows } from './order.ts';
import { daysOf } from './period.ts';
import type {
  ParameterReport,
  ParameterRow,
  Report,
  ReportQuery,
  ReportRow,
  Subject,
  TestReport,
  TestRow,
} from './report.ts';
import type { ParameterQuery, SearchReports, TestQuery } from './reports.ts';

/** Rows that are looked at; the order is made of these. */
const mostRows = 1_000;
const mostJobs = 100;
const mostParts = 100;

/** Reports made by Elasticsearch from everything that was reported to it. */
export function createSearchReports(lazy: LazyClient, prefix: string): SearchReports {
  const { builds: index } = indexNames(prefix);

  async function aggregate(query: object, aggs: object): Promise<Record<string, unknown>> {
    const body = { size: 0, track_total_hits: false, query, aggs };
    return (await lazy.use((client) => client.search(index, body))).aggregations ?? {};
  }

  return {
    report: (query) => report(query),
    tests: (query) => tests(query),
    parameters: (query) => parameters(query),
  };

  async function report(query: ReportQuery): Promise<Report> {
    const { by, from, to, order, limit } = query;
    const builds = buildQuery(query);
    // Two questions, that two processors work at, and of which the first is the same whatever the rows are of.
    const [total, { rows: found }] = await Promise.all([
      aggregate(builds, figureAggregations('')),
      aggregate(builds, { rows: rowAggregation(by) }),
    ]);
    const { buckets, more } = bucketsOf(by, found);
    const rows = buckets.map((bucket): ReportRow => ({ ...namesOf(by, bucket), ...readFigures(bucket) }));
    const all = by === 'day' ? everyDay(query, rows) : rows.filter((row) => row.builds > 0);
    const sorted = sortRows(all, by === 'day' ? 'name' : order);
    return {
      source: 'elasticsearch',
      from,
      to,
      by,
      total: readFigures(total),
      rows: by === 'day' ? sorted : sorted.slice(0, limit),
      truncated: by !== 'day' && (sorted.length > limit || more),
    };
  }

  async function tests({ order, limit, from, to, jobs }: TestQuery): Promise<TestReport> {
    const path =
      order === 'failing' ? 'tests.failures' : order === 'flakiest' ? 'tests.flaky' : 'tests.slowest';
    const found = await aggregate(
      buildQuery({ from, to, jobs }),
      byJob(path, [`${path}.suite`, `${path}.name`], {
        duration: { avg: { field: 'tests.slowest.durationMs' } },
      }),
    );
    const rows = partsByJob(found).map(({ job: of, first: suite, second: name, part }): TestRow => {
      return {
        job: of,
        suite,
        name,
        failed: order === 'failing' ? part.doc_count : 0,
        flaky: order === 'flakiest' ? part.doc_count : 0,
        durationMs: order === 'slowest' ? numberOf(part['duration']) : null,
      };
    });
    return { source: 'elasticsearch', from, to, ...pickTests(rows, order, limit) };
  }

  async function parameters({ limit, from, to, jobs }: ParameterQuery): Promise<ParameterReport> {
    const ends = {
      builds: { reverse_nested: {}, aggs: { status: { terms: { field: 'status', size: 20 } } } },
    };
    const found = await aggregate(
      buildQuery({ from, to, jobs }),
      byJob('parameters', ['parameters.title', 'parameters.value'], ends),
    );
    const rows = partsByJob(found).map(({ job: of, first: title, second: value, part }): ParameterRow => {
      const { builds: count, successRate } = readFigures((part['builds'] ?? {}) as Record<string, unknown>);
      return { job: of, title, value, builds: count, successRate };
    });
    rows.sort((a, b) => b.builds - a.builds);
    return { source: 'elasticsearch', from, to, rows: rows.slice(0, limit), truncated: rows.length > limit };
  }
}

const fields: Readonly<Record<Exclude<Subject, 'day' | 'stage' | 'step'>, string>> = {
  job: 'job',
  worker: 'worker',
  cause: 'cause.kind',
};

function rowAggregation(by: Subject): object {
  switch (by) {
    case 'day':
      return {
        date_histogram: { field: 'finishedAt', calendar_interval: 'day', format: 'yyyy-MM-dd' },
        aggs: figureAggregations(''),
      };
    case 'job':
    case 'worker':
    case 'cause':
      return { terms: { field: fields[by], size: mostRows }, aggs: figureAggregations('') };
    case 'stage':
    case 'step': {
      const path = `${by}s` as const;
      return {
        nested: { path },
        aggs: {
          ran: {
            filter: { exists: { field: `${path}.startedAt` } },
            aggs: {
              rows: {
                terms: { field: `${path}.path`, size: mostRows },
                aggs: figureAggregations(`${path}.`),
              },
            },
          },
        },
      };
    }
  }
}

function bucketsOf(by: Subject, found: unknown): { buckets: readonly Bucket[]; more: boolean } {
  const within =
    by === 'stage' || by === 'step' ? (found as { ran?: { rows?: Buckets } } | undefined)?.ran?.rows : found;
  const { buckets = [], sum_other_doc_count: others = 0 } = (within ?? {}) as Partial<Buckets>;
  return { buckets, more: others > 0 };
}

function namesOf(by: Subject, bucket: Bucket): Pick<ReportRow, 'key' | 'job' | 'stage' | 'step'> {
  const key = bucket.key_as_string ?? String(bucket.key);
  const [job = '', stage = '', ...step] = key.split(' ▸ ');
  switch (by) {
    case 'day':
    case 'worker':
    case 'cause':
      return { key };
    case 'job':
      return { key, job: key };
    case 'stage':
      return { key, job, stage: key.slice(job.length + 3) };
    case 'step':
      return { key, job, stage, step: step.join(' ▸ ') };
  }
}

function everyDay(query: ReportQuery, rows: readonly ReportRow[]): ReportRow[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  return daysOf(query).map((key) => known.get(key) ?? { key, ...readFigures({}) });
}

/** By job, and in it by two fields of nested parts. `multi_terms` would be one level less, but not every product has it. */
function byJob(path: string, [first, second]: readonly [string, string], aggs: object): object {
  const inner = { terms: { field: second, size: mostParts }, aggs };
  const outer = { terms: { field: first, size: mostParts }, aggs: { second: inner } };
  return {
    jobs: {
      terms: { field: 'job', size: mostJobs },
      aggs: { inside: { nested: { path }, aggs: { first: outer } } },
    },
  };
}

function partsByJob(
  found: Readonly<Record<string, unknown>>,
): { job: string; first: string; second: string; part: Bucket }[] {
  const bucketsIn = (level: unknown): readonly Bucket[] => (level as Buckets | undefined)?.buckets ?? [];
  return bucketsIn(found['jobs']).flatMap((job) =>
    bucketsIn((job['inside'] as { first?: Buckets } | undefined)?.first).flatMap((first) =>
      bucketsIn(first['second']).map((part) => ({
        job: String(job.key),
        first: String(first.key),
        second: String(part.key),
        part,
      })),
    ),
  );
}
