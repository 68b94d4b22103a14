import { type Command, Option } from 'commander';
import type { LinkKind } from '../../state/link.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { repositoryArgument, repositoryPath } from '../repository-argument.ts';

interface Flags {
  pullrequest?: string;
  branch?: string;
  branches?: string[];
  branchesIgnore?: string[];
  paths?: string[];
  pathsIgnore?: string[];
  forks?: string;
  forkLabel?: string;
  drafts: boolean;
  tags?: string[] | true;
  skipCi: boolean;
  openPullRequest?: string;
  definition?: string;
  keepClosed?: string;
  checkRun?: true;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Links a GitHub repository to jobs: each of its pull requests, or branches, gets a copy of the job and builds of its own. Options that are not given are as at first.',
    )
    .argument('<repository>', 'as org/repo', repositoryArgument)
    .option('--pullrequest <job>', 'Job of the pull requests')
    .option('--branch <job>', 'Job of the branches')
    .optionsGroup('What is built:')
    .option(
      '--branches <pattern...>',
      'Only these branches; of pull requests, those that they are to be merged into',
    )
    .option('--branches-ignore <pattern...>', 'Not these')
    .option('--paths <pattern...>', 'Only when one of these files has changed, as "src/**"')
    .option('--paths-ignore <pattern...>', 'Not when nothing but these files has changed')
    .option('--no-drafts', 'Not pull requests that are drafts')
    .option('--tags [pattern...]', 'Tags too: all, or these')
    .option('--no-skip-ci', 'Also what says [skip ci]')
    .addOption(
      new Option(
        '--open-pull-request <what>',
        'Pushes to a branch whose pull request is built (default: skip)',
      ).choices(['skip', 'build']),
    )
    .optionsGroup('How it is built:')
    .addOption(
      new Option('--forks <policy>', 'Pull requests from forks (default: approve)').choices([
        'approve',
        'build',
        'ignore',
      ]),
    )
    .option('--fork-label <label>', 'Only workers with this label build pull requests from forks')
    .option('--definition <path>', 'Job file in the repository that is used instead of the job')
    .option(
      '--check-run',
      'A check run with the end of the log and annotations beside the status; needs a GitHub App',
    )
    .option('--keep-closed <duration>', 'How long the copy stays after the end (default: 7d)');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover link acme/api --pullrequest api --branch api': 'pull requests and branches',
      'drover link acme/api --branch api --branches main "release/*" --tags': 'some branches, and all tags',
      'drover link acme/api --pullrequest api --forks ignore': 'nothing from forks',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (repository: string, flags: Flags) => {
      const kinds = (['pullrequest', 'branch'] as const).filter((kind) => flags[kind] !== undefined);
      if (kinds.length === 0) command.error('Say which job: --pullrequest JOB, --branch JOB, or both.');
      const client = await connect(command, io);
      const links: Record<string, object> = {};
      for (const kind of kinds) {
        const body = linkOf(kind, flags);
        links[kind] = await client.send('PUT', repositoryPath(repository, kind), { body });
        if (!flags.json) io.print(`${names[kind]} of ${repository} start ${flags[kind]}.`);
      }
      if (flags.json) io.print(JSON.stringify({ repository, ...links }, null, 2));
      return 0;
    }),
  );
}

const names: Record<LinkKind, string> = { pullrequest: 'Pull requests', branch: 'Branches' };

/** Options that mean nothing to one of the two are given to the other alone. */
function linkOf(kind: LinkKind, flags: Flags): object {
  const { branches, branchesIgnore, paths, pathsIgnore, definition, checkRun, keepClosed } = flags;
  const own =
    kind === 'pullrequest'
      ? { forks: flags.forks, forkLabel: flags.forkLabel, drafts: flags.drafts ? undefined : false }
      : { tags: flags.tags, openPullRequest: flags.openPullRequest };
  return {
    job: flags[kind],
    branches,
    branchesIgnore,
    paths,
    pathsIgnore,
    definition,
    checkRun,
    keepClosed,
    skipCi: flags.skipCi ? undefined : false,
    ...own,
  };
}
