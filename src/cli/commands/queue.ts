import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { WaitingBuild } from '../client/types.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Lists the builds that wait, oldest first, and why each of them waits.')
    .option('-n, --limit <number>', 'At most so many', wholeNumber(1, 1000), 100);
  addHelpEnd(addClientFlags(command), { 'drover queue': 'what waits, and why' }, [0, 1, 2, 69]);
  command.action(
    ends(async ({ limit, json }: { limit: number; json?: boolean }) => {
      const client = await connect(command, io);
      const queue = await client.get<{ builds: WaitingBuild[]; total?: number }>('/api/queue', { limit });
      const { builds, total = builds.length } = queue;
      if (json) io.print(JSON.stringify(queue, null, 2));
      else if (builds.length === 0) io.print('Nothing waits. Start a build: drover start JOB');
      else io.print(formatTable(builds, columns(Date.now()), io.width, io.colors));
      if (!json && total > builds.length)
        io.note(`${total - builds.length} more: drover queue --limit ${Math.min(1000, total)}`);
      return 0;
    }),
  );
}

const columns = (now: number): Column<WaitingBuild>[] => [
  { title: 'BUILD', cell: (build) => `${build.job} #${build.number}` },
  { title: 'QUEUED', cell: (build) => ago(build.queuedAt, now), right: true },
  { title: 'RUNS ON', cell: (build) => build.runsOn.join(', ') || 'any' },
  { title: 'WAITS FOR', cell: (build) => build.waitingFor.message, shrinks: true },
];
