import type { Command } from 'commander';
import type { LinkEntry } from '../../state/links.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { type Column, formatTable } from '../ui/table.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description('Lists which jobs the pull requests and branches of GitHub repositories start.');
  addHelpEnd(addClientFlags(command), { 'drover links': 'all of them' }, [0, 1, 2, 69]);
  command.action(
    ends(async ({ json }: { json?: boolean }) => {
      const client = await connect(command, io);
      const { links } = await client.get<{ links: LinkEntry[] }>('/api/github/links');
      if (json) io.print(JSON.stringify({ links }, null, 2));
      else if (links.length === 0)
        io.print('No links. Make one: drover link org/repo --pullrequest JOB --branch JOB');
      else io.print(formatTable(links, columns, io.width, io.colors));
      return 0;
    }),
  );
}

const columns: Column<LinkEntry>[] = [
  { title: 'REPOSITORY', cell: ({ repository }) => repository },
  { title: 'WHAT', cell: ({ kind }) => (kind === 'branch' ? 'branches' : 'pull requests') },
  { title: 'JOB', cell: ({ link }) => link?.job ?? '' },
  { title: 'OPTIONS', cell: optionsOf, shrinks: true },
];

function optionsOf({ link, fault }: LinkEntry): string {
  if (link === null) return `not a link: ${fault}`;
  const { job: _job, ...options } = link;
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join(', ');
}
