import type { Command } from 'commander';
import type { BuildSummary } from '../../state/build.ts';
import { announceBuild } from '../announce-build.ts';
import { newestBuild } from '../client/builds.ts';
import { connect } from '../client/connect.ts';
import { buildPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, parameterOption, priorityOption, wholeNumber } from '../command.ts';
import { givenParameters } from '../given-parameters.ts';
import type { Cli } from '../program.ts';

interface RerunFlags {
  readonly parameter?: string[];
  readonly priority?: number;
  readonly follow?: boolean;
  readonly fromFailed?: boolean;
  readonly json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Runs a build again, with its definition and its parameters, as a new build.')
    .argument('<job>', 'name of the job')
    .argument('[number]', 'number of the build (default: the newest)', wholeNumber(1))
    .addOption(parameterOption())
    .addOption(priorityOption('Its place in the queue, instead of the one that the job gave it'))
    .option('--from-failed', 'Go on in the workspace that it left, from the stage that failed')
    .option('-f, --follow', 'Show the output until the build ends; the exit code is its result');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover rerun hello 3 --follow': 'build 3 again, and watch',
      'drover rerun hello 3 --from-failed': 'only what failed and what comes after it; see keepWorkspace',
    },
    [0, 1, 2, 69, 124, 130],
  );
  command.action(
    ends(async (job: string, number: number | undefined, flags: RerunFlags) => {
      const client = await connect(command, io);
      const of = number ?? (await newestBuild(client, job));
      const build = await client.send<BuildSummary>('POST', `${buildPath(job, of)}/rerun`, {
        body: {
          parameters: givenParameters(flags.parameter),
          ...(flags.priority === undefined ? {} : { priority: flags.priority }),
          ...(flags.fromFailed === true ? { from: 'failedStage' } : {}),
        },
      });
      return announceBuild(client, io, build, flags);
    }),
  );
}
