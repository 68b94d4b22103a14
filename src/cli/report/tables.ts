import type {
  ChangeReport,
  Figures,
  ParameterRow,
  ReportRow,
  TestRow,
} from '../../reporting/reports/report.ts';
import { elapsed } from '../run/terminal.ts';
import type { Column } from '../ui/table.ts';

const time = (ms: number | null | undefined): string => (ms === null || ms === undefined ? '–' : elapsed(ms));
const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`);

export const reportColumns: Column<ReportRow>[] = [
  { title: 'OF', cell: ({ key }) => key, shrinks: true },
  { title: 'BUILDS', cell: ({ builds }) => String(builds), right: true },
  { title: 'SUCCESS', cell: ({ successRate }) => percent(successRate), right: true },
  { title: 'FLAKY', cell: ({ flaky }) => String(flaky), right: true },
  { title: 'P50', cell: ({ durationMs }) => time(durationMs?.p50), right: true },
  { title: 'P90', cell: ({ durationMs }) => time(durationMs?.p90), right: true },
  { title: 'P99', cell: ({ durationMs }) => time(durationMs?.p99), right: true },
  { title: 'QUEUE P90', cell: ({ queueMs }) => time(queueMs?.p90), right: true },
  { title: 'RETRIES', cell: ({ retryMs }) => (retryMs === 0 ? '–' : elapsed(retryMs)), right: true },
];

export function totalLine({ builds, successRate, durationMs, queueMs, retryMs }: Figures): string {
  const parts = [`${builds} builds`, `${percent(successRate)} successful`];
  if (durationMs !== null) parts.push(`half within ${elapsed(durationMs.p50)}`);
  if (queueMs !== null) parts.push(`90 % begun within ${elapsed(queueMs.p90)}`);
  if (retryMs > 0) parts.push(`${elapsed(retryMs)} lost to retries`);
  return parts.join(' · ');
}

export const testColumns: Column<TestRow>[] = [
  { title: 'JOB', cell: ({ job }) => job },
  { title: 'FAILED', cell: ({ failed }) => String(failed), right: true },
  { title: 'FLAKY', cell: ({ flaky }) => String(flaky), right: true },
  { title: 'TIME', cell: ({ durationMs }) => time(durationMs), right: true },
  { title: 'TEST', cell: ({ suite, name }) => (suite === '' ? name : `${suite} ▸ ${name}`), shrinks: true },
];

export const parameterColumns: Column<ParameterRow>[] = [
  { title: 'JOB', cell: ({ job }) => job },
  { title: 'PARAMETER', cell: ({ title }) => title },
  { title: 'VALUE', cell: ({ value }) => value, shrinks: true },
  { title: 'BUILDS', cell: ({ builds }) => String(builds), right: true },
  { title: 'SUCCESS', cell: ({ successRate }) => percent(successRate), right: true },
];

export function changeLines({ broken, fixed }: ChangeReport): string[] {
  return [
    ...broken.map(
      ({ job, since, last }) => `✕ ${job} is broken since #${since.number} (${since.at}), last #${last}`,
    ),
    ...fixed.map(
      ({ job, by, brokenMs }) =>
        `✓ ${job} was fixed by #${by.number} (${by.at})${brokenMs === null ? '' : `, broken for ${elapsed(brokenMs)}`}`,
    ),
  ];
}
