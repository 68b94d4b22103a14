import type { Command } from 'commander';
import { addConfigFlags, addHelpEnd, loadConfig } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description(
    'Starts everything on this machine: a private Redis (unless a Redis is named), a server and a worker. ' +
      'The first start makes an admin token and loads the example jobs. Ctrl-C stops it all.',
  );
  addConfigFlags(command, 'server', 'worker');
  addHelpEnd(
    command,
    {
      'drover up': 'server at http://127.0.0.1:7420, everything kept in ./data',
      'drover up --port 8080 --slots 8': 'another port, eight builds at a time',
    },
    [0, 1, 2, 69, 73, 74, 78],
  );
  command.action(
    ends(async () => {
      const loaded = await loadConfig(command, io);
      const { runUp } = await import('../processes/up.ts');
      return runUp(loaded);
    }),
  );
}
