import { Argument, type Command } from 'commander';
import { DroverError } from '../../errors/error.ts';
import { formatBytes } from '../../lib/format-bytes.ts';
import { connect } from '../client/connect.ts';
import type { WorkerView } from '../client/types.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Colors } from '../io.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Lists the workers. "pause" lets one take no new builds until "resume"; "drain" lets it end when its running builds have.',
    )
    .addArgument(new Argument('[action]', 'what to do with a worker').choices(['pause', 'resume', 'drain']))
    .argument('[name]', 'name of the worker');
  addHelpEnd(
    addClientFlags(command),
    { 'drover workers': 'all of them', 'drover workers drain ci-3': 'let ci-3 finish and end' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(
      async (action: string | undefined, name: string | undefined, { json = false }: { json?: boolean }) => {
        if (action === undefined) return list(json);
        if (name === undefined)
          throw new DroverError('USAGE', { detail: `Name the worker: drover workers ${action} NAME` });
        return order(action, name, json);
      },
    ),
  );

  async function list(json: boolean): Promise<number> {
    const client = await connect(command, io);
    const { workers } = await client.get<{ workers: WorkerView[] }>('/api/workers');
    if (json) io.print(JSON.stringify({ workers }, null, 2));
    else if (workers.length === 0) io.print('No workers. Start one: drover worker');
    else io.print(formatTable(workers, columns(io.colors, Date.now()), io.width, io.colors));
    return 0;
  }

  async function order(action: string, name: string, json: boolean): Promise<number> {
    const client = await connect(command, io);
    const worker = await client.send<WorkerView>(
      'POST',
      `/api/workers/${encodeURIComponent(name)}/${action}`,
      { body: {} },
    );
    const told = {
      pause: 'takes no new builds',
      resume: 'takes builds again',
      drain: 'ends when its running builds have',
    };
    io.print(json ? JSON.stringify(worker, null, 2) : `${name} ${told[action as keyof typeof told]}.`);
    return 0;
  }
}

const columns = (colors: Colors, now: number): Column<WorkerView>[] => [
  { title: 'WORKER', cell: (worker) => worker.name },
  {
    title: 'STATUS',
    cell: (worker) => worker.status,
    style: (text, { status }) =>
      ({ online: colors.green, offline: colors.red, paused: colors.yellow, draining: colors.yellow })[status](
        text,
      ),
  },
  { title: 'BUSY', cell: (worker) => `${worker.busy}/${worker.slots}`, right: true },
  { title: 'LABELS', cell: (worker) => worker.labels.join(', ') || '–', shrinks: true },
  { title: 'LOAD', cell: (worker) => worker.load.toFixed(1), right: true },
  { title: 'FREE DISK', cell: (worker) => formatBytes(worker.freeDisk), right: true },
  { title: 'VERSION', cell: (worker) => worker.version },
  { title: 'SEEN', cell: (worker) => ago(worker.seenAt, now), right: true },
  { title: 'BUILDS', cell: (worker) => worker.builds.join(', '), shrinks: true },
];
