import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../../data/api.ts';
import type { ReportQuery, TestQuery } from '../../data/routes.ts';

/** The builds that the page is about. */
export interface Extent {
  days: number;
  /** null: all that may be seen. */
  job: string | null;
}

export type By = NonNullable<ReportQuery['by']>;
export type Order = NonNullable<ReportQuery['order']>;
export type TestOrder = NonNullable<TestQuery['order']>;

const rows = 20;
const settings = { placeholderData: keepPreviousData, refetchInterval: 60_000 } as const;

const plain = ({ days, job }: Extent) => (job === null ? { days } : { days, job });

export function useReport(extent: Extent, by: By, order: Order) {
  const query = { ...plain(extent), by, order, ...(by === 'day' ? {} : { limit: rows }) };
  return useQuery({
    queryKey: ['reports', 'builds', query],
    queryFn: ({ signal }) => call('GET /api/reports/builds', { query, signal }),
    ...settings,
  });
}

export function useTests(extent: Extent, order: TestOrder) {
  const query = { ...plain(extent), order, limit: rows };
  return useQuery({
    queryKey: ['reports', 'tests', query],
    queryFn: ({ signal }) => call('GET /api/reports/tests', { query, signal }),
    ...settings,
  });
}

export function useParameters(extent: Extent) {
  const query = { ...plain(extent), limit: rows };
  return useQuery({
    queryKey: ['reports', 'parameters', query],
    queryFn: ({ signal }) => call('GET /api/reports/parameters', { query, signal }),
    ...settings,
  });
}

export function useChanges(extent: Extent) {
  const query = plain(extent);
  return useQuery({
    queryKey: ['reports', 'changes', query],
    queryFn: ({ signal }) => call('GET /api/reports/changes', { query, signal }),
    ...settings,
  });
}

/** Whether the lines of logs are in Elasticsearch, as far as this server is configured. */
export function useLogsIndexed(): boolean {
  const status = useQuery({
    queryKey: ['reports', 'status'],
    queryFn: ({ signal }) => call('GET /api/reports/status', { signal }),
  });
  return status.data?.logsIndexed === true;
}

/** Asks when there are words to look for. */
export function useLogSearch(extent: Extent, words: string) {
  const query = { ...plain(extent), query: words, limit: rows };
  return useQuery({
    queryKey: ['reports', 'logs', query],
    queryFn: ({ signal }) => call('GET /api/reports/logs', { query, signal }),
    enabled: words !== '',
    placeholderData: keepPreviousData,
  });
}

export function useTestHistory(name: string) {
  return useQuery({
    queryKey: ['reports', 'history', name],
    queryFn: ({ signal }) =>
      call('GET /api/jobs/:name/tests', { params: { name }, query: { builds: 20, limit: rows }, signal }),
    ...settings,
  });
}

/** Where all rows of a report lie as CSV. */
export function csvOf(
  path: 'builds' | 'tests' | 'parameters' | 'changes',
  extent: Extent,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ ...more, format: 'csv', days: String(extent.days) });
  if (path !== 'changes') query.set('limit', '1000');
  if (extent.job !== null) query.set('job', extent.job);
  return `/api/reports/${path}?${query}`;
}
