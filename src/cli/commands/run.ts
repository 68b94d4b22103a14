import type { Command } from 'commander';
import { addHelpEnd, parameterOption } from '../command.ts';
import type { Cli } from '../program.ts';

interface RunFlags {
  parameter?: string[];
  output?: string;
  workspace?: string;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Runs a job file here and now by the engine that the workers use, with no server and no Redis. ' +
        'The exit code is the result.',
    )
    .argument('<file>', 'a job file; "-" is standard input')
    .addOption(parameterOption())
    .option(
      '-o, --output <folder>',
      'Folder for the logs (default: a temporary one, kept when the run fails)',
    )
    .option('-w, --workspace <folder>', 'Folder in which the commands run (default: the current one)');
  addHelpEnd(
    command,
    {
      'drover run examples/hello.yaml': 'run it and watch',
      'drover run build.yaml -p VERSION=1.2.3': 'with a parameter',
    },
    [0, 1, 2, 124, 130],
  );
  command.action(
    ends(async (file: string, { parameter = [], output, workspace }: RunFlags) => {
      const { runFile } = await import('../run/index.ts');
      return runFile({
        file,
        parameters: parameter,
        ...(output === undefined ? {} : { output }),
        ...(workspace === undefined ? {} : { workspace }),
        stdout: process.stdout,
        stderr: process.stderr,
        color: io.colors.isColorSupported,
      });
    }),
  );
}
