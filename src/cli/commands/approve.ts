import { type Command, InvalidArgumentError } from 'commander';
import { DroverError } from '../../errors/error.ts';
import type { Result } from '../../github/index.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { repositoryPath } from '../repository-argument.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Waiting {
  repository: string;
  number: number;
  sha: string;
  title: string;
  author: string;
  since: string;
}

interface Pull {
  repository: string;
  number: number;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Lets a commit of a pull request from a fork be built. Without one: lists those that wait. Look at what it changes first: it will run on your workers.',
    )
    .argument('[pull request]', 'as org/repo#25', pullArgument)
    .option('--sha <commit>', 'The commit that you have looked at (default: the one that waits)');
  addHelpEnd(
    addClientFlags(command),
    { 'drover approve': 'what waits', 'drover approve acme/api#25': 'build the commit that waits' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (pull: Pull | undefined, flags: { sha?: string; json?: boolean }) => {
      const client = await connect(command, io);
      const { approvals } = await client.get<{ approvals: Waiting[] }>('/api/github/approvals');
      if (pull === undefined) {
        if (flags.json) io.print(JSON.stringify({ approvals }, null, 2));
        else if (approvals.length === 0) io.print('Nothing waits for approval.');
        else io.print(formatTable(approvals, columnsAt(Date.now()), io.width, io.colors));
        return 0;
      }
      const { repository, number } = pull;
      const sha = flags.sha ?? shaOf(approvals, pull);
      const path = repositoryPath(repository, `pulls/${number}/approve`);
      const result = await client.send<Result>('POST', path, { body: { sha } });
      if (flags.json) io.print(JSON.stringify({ repository, number, sha, ...result }, null, 2));
      else io.print(`${repository}#${number} at ${sha.slice(0, 10)}: ${result.reason}.`);
      return result.outcome === 'started' ? 0 : 1;
    }),
  );
}

function pullArgument(text: string): Pull {
  const match = /^([^/\s#]+\/[^/\s#]+)#(\d{1,10})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be a pull request as org/repo#25.');
  return { repository: match[1] ?? '', number: Number(match[2]) };
}

function shaOf(approvals: readonly Waiting[], { repository, number }: Pull): string {
  const found = approvals.find(
    (one) => one.number === number && one.repository.toLowerCase() === repository.toLowerCase(),
  );
  if (found !== undefined) return found.sha;
  throw new DroverError('NOT_FOUND', { detail: `Nothing of ${repository}#${number} waits for approval.` });
}

const columnsAt = (now: number): Column<Waiting>[] => [
  { title: 'PULL REQUEST', cell: ({ repository, number }) => `${repository}#${number}` },
  { title: 'BY', cell: ({ author }) => author },
  { title: 'TITLE', cell: ({ title }) => title, shrinks: true },
  { title: 'COMMIT', cell: ({ sha }) => sha.slice(0, 10) },
  { title: 'SINCE', cell: ({ since }) => ago(since, now), right: true },
];
