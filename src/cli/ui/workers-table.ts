import { formatBytes } from '../../lib/format-bytes.ts';
import type { WorkerView } from '../client/types.ts';
import type { Colors } from '../io.ts';
import { ago } from './ago.ts';
import { type Column, formatTable } from './table.ts';

export const colorWorkerStatus = (colors: Colors, status: WorkerView['status'], text: string): string =>
  ({ online: colors.green, offline: colors.red, paused: colors.yellow, draining: colors.yellow })[status](
    text,
  );

export function formatWorkers(workers: readonly WorkerView[], colors: Colors, width: number): string {
  return formatTable(workers, columns(colors, Date.now()), width, colors);
}

const columns = (colors: Colors, now: number): Column<WorkerView>[] => [
  { title: 'WORKER', cell: (worker) => worker.name },
  {
    title: 'STATUS',
    cell: (worker) => worker.status,
    style: (text, { status }) => colorWorkerStatus(colors, status, text),
  },
  { title: 'BUSY', cell: (worker) => `${worker.busy}/${worker.slots}`, right: true },
  { title: 'LABELS', cell: (worker) => worker.labels.join(', ') || '–', shrinks: true },
  { title: 'LOAD', cell: (worker) => worker.load.toFixed(1), right: true },
  { title: 'FREE DISK', cell: (worker) => formatBytes(worker.freeDisk), right: true },
  { title: 'VERSION', cell: (worker) => worker.version },
  { title: 'SEEN', cell: (worker) => ago(worker.seenAt, now), right: true },
  { title: 'BUILDS', cell: (worker) => worker.builds.join(', '), shrinks: true },
];
