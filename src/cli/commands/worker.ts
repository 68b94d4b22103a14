import type { Command } from 'commander';
import { addConfigFlags, addHelpEnd, loadConfig } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description(
    'Starts a worker: it takes builds from the queue and runs them. The first signal lets running builds end, ' +
      'the second ends them.',
  );
  addConfigFlags(command, 'worker');
  addHelpEnd(
    command,
    {
      'drover worker --slots 4 --labels linux,gpu':
        'four builds at a time, also those that ask for linux or gpu',
    },
    [0, 1, 2, 69, 74, 78],
  );
  command.action(
    ends(async () => {
      const { config } = await loadConfig(command, io);
      const { runWorker } = await import('../processes/worker.ts');
      return runWorker(config);
    }),
  );
}
