import type { Command } from 'commander';
import type { BuildSummary } from '../../state/build.ts';
import { announceBuild } from '../announce-build.ts';
import { connect } from '../client/connect.ts';
import { buildsPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, parameterOption, priorityOption } from '../command.ts';
import { givenParameters, tellHowToGive } from '../given-parameters.ts';
import type { Cli } from '../program.ts';

interface StartFlags {
  parameter?: string[];
  priority?: number;
  follow?: boolean;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Starts a build and prints its number and address.')
    .argument('<job>', 'name of the job')
    .addOption(parameterOption())
    .addOption(priorityOption('Its place in the queue, instead of the one that the job gives it'))
    .option(
      '-f, --follow',
      'Show the output until the build ends; the exit code is its result. Ctrl-C leaves it running',
    );
  addHelpEnd(
    addClientFlags(command),
    {
      'drover start hello --follow': 'start it and watch',
      'drover start release -p VERSION=1.2.3': 'with a parameter',
      'drover start hello --json': 'the build document, for programs',
    },
    [0, 1, 2, 69, 124, 130],
  );
  command.action(
    ends(async (job: string, flags: StartFlags) => {
      const parameters = givenParameters(flags.parameter);
      const client = await connect(command, io);
      const build = await client
        .send<BuildSummary>('POST', buildsPath(job), {
          body: { parameters, ...(flags.priority === undefined ? {} : { priority: flags.priority }) },
        })
        .catch(tellHowToGive(`drover start ${job}`));
      return announceBuild(client, io, build, flags);
    }),
  );
}
