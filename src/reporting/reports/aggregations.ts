import type { Percentiles } from '../tally/histogram.ts';
import { figuresOf } from './figures.ts';
import type { Extent, Figures } from './report.ts';

/** Requests and answers of Elasticsearch for figures; the fields are those of `templates.ts`. */

const percents = [50, 90, 99];

/** `path` is that of the nested parts, as `steps.`; empty for the build. */
export function figureAggregations(path: '' | 'stages.' | 'steps.'): object {
  const duration = {
    duration: { percentiles: { field: `${path}durationMs`, percents } },
    durationMean: { avg: { field: `${path}durationMs` } },
    status: { terms: { field: `${path}status`, size: 20 } },
  };
  if (path === 'stages.') return duration;
  return {
    ...duration,
    flaky: { filter: { term: { [`${path}flaky`]: true } } },
    retries: { sum: { field: `${path}retries` } },
    retryMs: { sum: { field: `${path}retryMs` } },
    ...(path === ''
      ? {
          queue: { percentiles: { field: 'queueMs', percents } },
          queueMean: { avg: { field: 'queueMs' } },
        }
      : {}),
  };
}

export interface Bucket {
  readonly key: string | number;
  readonly key_as_string?: string;
  readonly doc_count: number;
  readonly [aggregation: string]: unknown;
}

export interface Buckets {
  readonly buckets: readonly Bucket[];
  readonly sum_other_doc_count?: number;
}

/** What the aggregations above have given. */
export function readFigures(found: Readonly<Record<string, unknown>>): Figures {
  const statuses = new Map(
    ((found['status'] as Buckets | undefined)?.buckets ?? []).map(({ key, doc_count }) => [key, doc_count]),
  );
  const of = (status: string): number => statuses.get(status) ?? 0;
  return figuresOf(
    {
      success: of('success'),
      failure: of('failure'),
      cancelled: of('cancelled'),
      timedOut: of('timed_out'),
      error: of('error'),
    },
    {
      flaky: (found['flaky'] as Bucket | undefined)?.doc_count ?? 0,
      retries: numberOf(found['retries']) ?? 0,
      retryMs: numberOf(found['retryMs']) ?? 0,
      durationMs: percentilesOf(found['duration'], found['durationMean']),
      queueMs: percentilesOf(found['queue'], found['queueMean']),
    },
  );
}

export function numberOf(found: unknown): number | null {
  const { value } = (found ?? {}) as { value?: number | null };
  return value === null || value === undefined ? null : Math.round(value);
}

function percentilesOf(found: unknown, meanFound: unknown): Percentiles | null {
  const { values = {} } = (found ?? {}) as { values?: Record<string, number | null> };
  const [p50, p90, p99] = percents.map((percent) => values[percent.toFixed(1)]);
  const mean = numberOf(meanFound);
  if (typeof p50 !== 'number' || typeof p90 !== 'number' || typeof p99 !== 'number' || mean === null)
    return null;
  return { mean, p50: Math.round(p50), p90: Math.round(p90), p99: Math.round(p99) };
}

/** The builds, or lines of logs, of an extent. */
export function buildQuery({ from, to, jobs }: Extent): object {
  return {
    bool: {
      filter: [
        { range: { finishedAt: { gte: from, lte: `${to}T23:59:59.999Z` } } },
        ...(jobs === null ? [] : [{ terms: { job: jobs } }]),
      ],
    },
  };
}
