import { toCsv } from '../../../reporting/reports/csv.ts';
import type { ChangeReport, ParameterRow, ReportRow, TestRow } from '../../../reporting/reports/report.ts';

export const reportCsv = (rows: readonly ReportRow[]): string =>
  toCsv<ReportRow>(
    {
      key: (row) => row.key,
      job: (row) => row.job,
      stage: (row) => row.stage,
      step: (row) => row.step,
      builds: (row) => row.builds,
      success: (row) => row.success,
      failure: (row) => row.failure,
      cancelled: (row) => row.cancelled,
      timedOut: (row) => row.timedOut,
      error: (row) => row.error,
      successRate: (row) => row.successRate,
      flaky: (row) => row.flaky,
      retries: (row) => row.retries,
      retryMs: (row) => row.retryMs,
      durationMeanMs: (row) => row.durationMs?.mean,
      durationP50Ms: (row) => row.durationMs?.p50,
      durationP90Ms: (row) => row.durationMs?.p90,
      durationP99Ms: (row) => row.durationMs?.p99,
      queueMeanMs: (row) => row.queueMs?.mean,
      queueP50Ms: (row) => row.queueMs?.p50,
      queueP90Ms: (row) => row.queueMs?.p90,
      queueP99Ms: (row) => row.queueMs?.p99,
    },
    rows,
  );

export const testCsv = (rows: readonly TestRow[]): string =>
  toCsv<TestRow>(
    {
      job: (row) => row.job,
      suite: (row) => row.suite,
      name: (row) => row.name,
      failed: (row) => row.failed,
      flaky: (row) => row.flaky,
      durationMs: (row) => row.durationMs,
    },
    rows,
  );

export const parameterCsv = (rows: readonly ParameterRow[]): string =>
  toCsv<ParameterRow>(
    {
      job: (row) => row.job,
      title: (row) => row.title,
      value: (row) => row.value,
      builds: (row) => row.builds,
      successRate: (row) => row.successRate,
    },
    rows,
  );

interface ChangeRow {
  readonly job: string;
  readonly state: 'broken' | 'fixed';
  readonly number: number;
  readonly at: string | null;
  readonly since: string | null;
  readonly brokenMs: number | null;
}

export const changeCsv = ({ broken, fixed }: ChangeReport): string =>
  toCsv<ChangeRow>(
    {
      job: (row) => row.job,
      state: (row) => row.state,
      number: (row) => row.number,
      at: (row) => row.at,
      brokenSince: (row) => row.since,
      brokenMs: (row) => row.brokenMs,
    },
    [
      ...broken.map(({ job, since, last }) => ({
        job,
        state: 'broken' as const,
        number: last,
        at: null,
        since: since.at,
        brokenMs: null,
      })),
      ...fixed.map(({ job, by, brokenSince, brokenMs }) => ({
        job,
        state: 'fixed' as const,
        number: by.number,
        at: by.at,
        since: brokenSince?.at ?? null,
        brokenMs,
      })),
    ],
  );
