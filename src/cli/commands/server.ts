import type { Command } from 'commander';
import { addConfigFlags, addHelpEnd, loadConfig } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description(
    'Starts a server: HTTP and the REST interface. Any number may work side by side on the same Redis and storage.',
  );
  addConfigFlags(command, 'server');
  addHelpEnd(
    command,
    {
      'DROVER_REDIS_URL=redis://redis:6379 drover server --host 0.0.0.0': 'a server for other machines',
    },
    [0, 1, 2, 69, 73, 74, 78],
  );
  command.action(
    ends(async () => {
      const { config } = await loadConfig(command, io);
      const { runServer } = await import('../processes/server.ts');
      return runServer(config);
    }),
  );
}
