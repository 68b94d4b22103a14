import type { Command } from 'commander';
import type { BuildSummary } from '../../state/build.ts';
import { connect } from '../client/connect.ts';
import { buildPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Gives a running build another time limit, counted from its start.')
    .argument('<job>', 'name of the job')
    .argument('<number>', 'number of the build', wholeNumber(1))
    .argument('<duration>', 'as 90m or 2h; the worker allows at most its maxTimeout');
  addHelpEnd(addClientFlags(command), { 'drover extend api 12 2h': 'two hours in all' }, [0, 1, 2, 69]);
  command.action(
    ends(async (job: string, number: number, timeout: string, { json }: { json?: boolean }) => {
      const client = await connect(command, io);
      const build = await client.send<BuildSummary>('PATCH', buildPath(job, number), { body: { timeout } });
      if (json) io.print(JSON.stringify(build, null, 2));
      else io.print(`${job} #${number} may run for ${timeout} in all.`);
      return 0;
    }),
  );
}
