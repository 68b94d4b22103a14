import type { Command } from 'commander';
import { DroverError } from '../../errors/error.ts';
import type { BuildSummary } from '../../state/build.ts';
import { announceBuild } from '../announce-build.ts';
import { connect } from '../client/connect.ts';
import { buildsPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, parameterOption } from '../command.ts';
import type { Cli } from '../program.ts';
import { readAssignments } from '../run/read-assignments.ts';

interface StartFlags {
  parameter?: string[];
  follow?: boolean;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Starts a build and prints its number and address.')
    .argument('<job>', 'name of the job')
    .addOption(parameterOption())
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
      const given = readAssignments(flags.parameter ?? []);
      if ('problems' in given) {
        const detail = 'The parameters cannot be read.';
        throw new DroverError('USAGE', { detail }, { problems: given.problems });
      }
      const client = await connect(command, io);
      const build = await client.send<BuildSummary>('POST', buildsPath(job), {
        body: { parameters: given.values },
      });
      return announceBuild(client, io, build, flags);
    }),
  );
}
