import type { Command } from 'commander';
import { newestBuild } from '../client/builds.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import { followBuild } from '../follow-build.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Shows the output of a build, from its first byte or its last lines, until it ends. The exit code is its result.',
    )
    .argument('<job>', 'name of the job')
    .argument('[number]', 'number of the build (default: the newest)', wholeNumber(1))
    .option('-n, --tail <lines>', 'Begin with so many of the last lines', wholeNumber(0, 100_000));
  addHelpEnd(
    addClientFlags(command),
    {
      'drover follow hello': 'the newest build',
      'drover follow hello --tail 20': 'the last lines, and what comes',
      'drover follow hello 3 --json': 'wait for build 3, then print its document',
    },
    [0, 1, 2, 69, 124, 130],
  );
  command.action(
    ends(async (job: string, number: number | undefined, flags: { json?: boolean; tail?: number }) => {
      const client = await connect(command, io);
      const { json: quiet = false, tail } = flags;
      return followBuild(client, io, job, number ?? (await newestBuild(client, job)), { quiet, tail });
    }),
  );
}
