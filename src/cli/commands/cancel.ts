import type { Command } from 'commander';
import type { BuildSummary } from '../../state/build.ts';
import { newestBuild } from '../client/builds.ts';
import { connect } from '../client/connect.ts';
import { buildPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Cancels a build. A queued one ends at once, a running one when its processes have ended.')
    .argument('<job>', 'name of the job')
    .argument(
      '[number]',
      'number of the build (default: the newest that is queued or running)',
      wholeNumber(1),
    )
    .option('--reason <text>', 'Why; it is kept with the build')
    .option('--force', 'Skip the hooks and kill the processes without grace');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover cancel hello': 'the newest build',
      'drover cancel hello 3 --reason "wrong branch"': 'build 3, and why',
      'drover cancel hello 3 --force': 'end it now, without hooks',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(
      async (
        job: string,
        given: number | undefined,
        { reason, force, json }: { reason?: string; force?: boolean; json?: boolean },
      ) => {
        const client = await connect(command, io);
        const number = given ?? (await newestBuild(client, job, true));
        const body = { ...(reason === undefined ? {} : { reason }), ...(force ? { force } : {}) };
        const build = await client.send<BuildSummary>('POST', `${buildPath(job, number)}/cancel`, { body });
        if (json) io.print(JSON.stringify(build, null, 2));
        else
          io.print(
            build.status === 'cancelled'
              ? `${job} #${number} is cancelled.`
              : `${job} #${number} is being cancelled.`,
          );
        return 0;
      },
    ),
  );
}
