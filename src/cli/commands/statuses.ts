import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { GivenUpView, StatusesView } from '../client/types.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { repositoryArgument } from '../repository-argument.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  resend?: true;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Lists the statuses and check runs that GitHub did not take in a day or at all, newest first.',
    )
    .argument('[repository]', 'Only those of org/repo', repositoryArgument)
    .option('--resend', 'Send them once more');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover statuses': 'what was given up, and why',
      'drover statuses --resend': 'once more, when the token has got its permission',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (repository: string | undefined, { resend, json }: Flags) => {
      const client = await connect(command, io);
      if (resend) {
        const body = repository === undefined ? {} : { repository };
        const answer = await client.send<{ resent: number }>('POST', `${root}/resend`, { body });
        io.print(json ? JSON.stringify(answer, null, 2) : `Sent once more: ${answer.resent}.`);
        return 0;
      }
      const all = await client.get<StatusesView>(root);
      const givenUp = all.givenUp.filter((one) => isOf(one, repository));
      if (json) io.print(JSON.stringify({ ...all, givenUp }, null, 2));
      else if (givenUp.length === 0) io.print(`None was given up; ${all.waiting} on their way.`);
      else io.print(formatTable(givenUp, columnsAt(Date.now()), io.width, io.colors));
      return 0;
    }),
  );
}

const root = '/api/github/statuses';

const isOf = (one: GivenUpView, repository: string | undefined): boolean =>
  repository === undefined || one.repository.toLowerCase() === repository.toLowerCase();

const columnsAt = (now: number): Column<GivenUpView>[] => [
  { title: 'GIVEN UP', cell: ({ at }) => ago(at, now), right: true },
  { title: 'REPOSITORY', cell: ({ repository }) => repository },
  { title: 'COMMIT', cell: ({ sha }) => sha.slice(0, 10) },
  { title: 'NAME', cell: ({ context }) => context, shrinks: true },
  { title: 'KIND', cell: ({ kind, state }) => (kind === 'check' ? `check ${state}` : state) },
  { title: 'WHY', cell: ({ error }) => error, shrinks: true },
];
