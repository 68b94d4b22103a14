import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { buildPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Keeps a finished build, whatever the retention of its job says.')
    .argument('<job>', 'name of the job')
    .argument('<number>', 'number of the build', wholeNumber(1))
    .option('--reason <text>', 'Why; it is kept with the build')
    .option('--remove', 'No longer keep it');
  addHelpEnd(
    addClientFlags(command),
    { 'drover pin api 12 --reason "release 1.4"': 'keep it', 'drover pin api 12 --remove': 'let it go' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(
      async (job: string, number: number, flags: { reason?: string; remove?: boolean; json?: boolean }) => {
        const client = await connect(command, io);
        const path = `${buildPath(job, number)}/pin`;
        const body = flags.reason === undefined ? {} : { reason: flags.reason };
        if (flags.remove) await client.send('DELETE', path);
        else await client.send('PUT', path, { body });
        if (flags.json) io.print(JSON.stringify({ job, number, pinned: flags.remove !== true }));
        else io.print(`${job} #${number} is ${flags.remove ? 'no longer pinned' : 'pinned'}.`);
        return 0;
      },
    ),
  );
}
