import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { TreeEntry } from '../client/types.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Colors } from '../io.ts';
import type { Cli } from '../program.ts';
import { elapsed } from '../run/terminal.ts';
import { ago } from '../ui/ago.ts';
import { colorStatus, statusText } from '../ui/status.ts';
import { type Column, formatTable } from '../ui/table.ts';
import { type TreeRow, treeRows } from '../ui/tree-rows.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description('Lists folders and jobs, each job with its newest build.');
  addHelpEnd(
    addClientFlags(command),
    { 'drover jobs': 'the tree', 'drover jobs --json': 'the same for programs' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async ({ json }: { json?: boolean }) => {
      const client = await connect(command, io);
      const tree = await client.get<{ entries: TreeEntry[] }>('/api/jobs');
      if (json) io.print(JSON.stringify(tree, null, 2));
      else if (tree.entries.length === 0)
        io.print('No jobs yet. Make some from files: drover apply -f FILE-or-FOLDER');
      else io.print(formatTable(treeRows(tree.entries), columns(io.colors, Date.now()), io.width, io.colors));
      return 0;
    }),
  );
}

const columns = (colors: Colors, now: number): Column<TreeRow>[] => [
  {
    title: 'JOB',
    cell: (row) => row.label,
    style: (text, row) => (row.last === undefined ? colors.bold(text) : text),
  },
  { title: 'LAST', cell: ({ last }) => (last ? `#${last.number}` : ''), right: true },
  {
    title: 'STATUS',
    cell: ({ last }) => (last ? statusText(last.status) : last === null ? 'never built' : ''),
    style: (text, { last }) => (last ? colorStatus(colors, last.status, text) : colors.dim(text)),
  },
  {
    title: 'WHEN',
    cell: ({ last }) => (last ? ago(last.finishedAt ?? last.startedAt ?? last.queuedAt, now) : ''),
    right: true,
  },
  { title: 'DURATION', cell: ({ last }) => (last ? elapsed(last.durationMs) : ''), right: true },
  { title: 'TITLE', cell: (row) => row.title, shrinks: true },
];
