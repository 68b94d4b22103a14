import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Pruned {
  readonly dryRun: boolean;
  readonly total: number;
  readonly builds: readonly Prunable[];
}

interface Prunable {
  readonly job: string;
  readonly number: number;
  readonly reason: string;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Removes the builds that the retention of their jobs does not keep. This happens by itself too: after builds, and every hour.',
    )
    .argument('[job]', 'name of the job (default: all jobs)')
    .option('--dry-run', 'Only tell what would be removed');
  addHelpEnd(
    addClientFlags(command),
    { 'drover prune --dry-run': 'what would go?', 'drover prune api': 'let it go, of one job' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (job: string | undefined, { dryRun = false, json }: { dryRun?: boolean; json?: boolean }) => {
      const client = await connect(command, io);
      const body = { ...(job === undefined ? {} : { job }), dryRun };
      const pruned = await client.send<Pruned>('POST', '/api/prune', { body });
      if (json) io.print(JSON.stringify(pruned, null, 2));
      else if (pruned.total === 0) io.print('Retention keeps every build.');
      else {
        io.print(formatTable([...pruned.builds], columns, io.width, io.colors));
        const more = pruned.total - pruned.builds.length;
        if (more > 0) io.note(`and ${more} more`);
        io.note(dryRun ? `${pruned.total} would be removed.` : `${pruned.total} removed.`);
      }
      return 0;
    }),
  );
}

const columns: Column<Prunable>[] = [
  { title: 'BUILD', cell: ({ job, number }) => `${job} #${number}` },
  { title: 'WHY', cell: ({ reason }) => reason, shrinks: true },
];
