import type { Command } from 'commander';
import type { LinkKind } from '../../state/link.ts';
import type { Client } from '../client/client.ts';
import { connect } from '../client/connect.ts';
import { ServerProblem } from '../client/server-problem.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { repositoryArgument, repositoryPath } from '../repository-argument.ts';

interface Flags {
  pullrequest?: boolean;
  branch?: boolean;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Takes the links of a GitHub repository away. Jobs and builds that they have made stay.')
    .argument('<repository>', 'as org/repo', repositoryArgument)
    .option('--pullrequest', 'Only that of the pull requests')
    .option('--branch', 'Only that of the branches');
  addHelpEnd(
    addClientFlags(command),
    { 'drover unlink acme/api': 'both', 'drover unlink acme/api --branch': 'that of the branches' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (repository: string, flags: Flags) => {
      const client = await connect(command, io);
      const unlinked = await unlink(client, repository, asked(flags));
      if (flags.json) io.print(JSON.stringify({ repository, unlinked }));
      else io.print(`${repository} is no longer linked.`);
      return 0;
    }),
  );
}

/** Without a flag both. */
function asked({ pullrequest = false, branch = false }: Flags): LinkKind[] {
  if (pullrequest === branch) return ['pullrequest', 'branch'];
  return pullrequest ? ['pullrequest'] : ['branch'];
}

/** Of several one may be missing. */
async function unlink(client: Client, repository: string, kinds: readonly LinkKind[]): Promise<LinkKind[]> {
  const unlinked: LinkKind[] = [];
  let missing: ServerProblem | null = null;
  for (const kind of kinds) {
    try {
      await client.send('DELETE', repositoryPath(repository, kind));
      unlinked.push(kind);
    } catch (error) {
      if (!(error instanceof ServerProblem && error.code === 'LINK_NOT_FOUND')) throw error;
      missing = error;
    }
  }
  if (unlinked.length === 0 && missing !== null) throw missing;
  return unlinked;
}
