import type { Order, ReportRow } from './report.ts';

const failing = (row: ReportRow): number => row.failure + row.timedOut + row.error;

const weights: Readonly<Record<Exclude<Order, 'name'>, (row: ReportRow) => number>> = {
  builds: (row) => row.builds,
  failing,
  flakiest: (row) => row.flaky,
  slowest: (row) => row.durationMs?.p90 ?? -1,
  waiting: (row) => row.queueMs?.p90 ?? -1,
  retries: (row) => row.retryMs,
};

const byName = (a: ReportRow, b: ReportRow): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** In place; rows that weigh the same by name. */
export function sortRows(rows: ReportRow[], order: Order): ReportRow[] {
  if (order === 'name') return rows.sort(byName);
  const weight = weights[order];
  return rows.sort((a, b) => weight(b) - weight(a) || byName(a, b));
}
