import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { LinkView } from '../client/types.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description('Lists which jobs the pull requests and branches of GitHub repositories start.');
  addHelpEnd(addClientFlags(command), { 'drover links': 'all of them' }, [0, 1, 2, 69]);
  command.action(
    ends(async ({ json }: { json?: boolean }) => {
      const client = await connect(command, io);
      const { links } = await client.get<{ links: LinkView[] }>('/api/github/links');
      if (json) io.print(JSON.stringify({ links }, null, 2));
      else if (links.length === 0)
        io.print('No links. Make one: drover link org/repo --pullrequest JOB --branch JOB');
      else io.print(formatTable(links, columnsAt(Date.now()), io.width, io.colors));
      return 0;
    }),
  );
}

const columnsAt = (now: number): Column<LinkView>[] => [
  { title: 'REPOSITORY', cell: ({ repository }) => repository },
  { title: 'WHAT', cell: ({ kind }) => (kind === 'branch' ? 'branches' : 'pull requests') },
  { title: 'JOB', cell: ({ link }) => link?.job ?? '' },
  { title: 'OPTIONS', cell: optionsOf, shrinks: true },
  {
    title: 'LAST EVENT',
    cell: ({ lastDeliveryAt }) => (lastDeliveryAt === null ? 'never' : ago(lastDeliveryAt, now)),
    right: true,
  },
];

function optionsOf({ link, fault }: LinkView): string {
  if (link === null) return `not a link: ${fault}`;
  const { job: _job, ...options } = link;
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join(', ');
}
