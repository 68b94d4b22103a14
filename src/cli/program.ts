import { Command } from 'commander';
import { type CommandEntry, commands } from './commands/index.ts';
import { reportError } from './errors.ts';
import type { Io } from './io.ts';

/** Turns the result of a command, its exit code, into the end of the program. */
export interface Cli {
  readonly io: Io;
  /** Wraps a command's work for `command.action`. */
  readonly ends: <Arguments extends unknown[]>(
    run: (...given: Arguments) => Promise<number>,
  ) => (...given: Arguments) => Promise<void>;
}

/** Runs one command line and returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let exit = 0;
  const cli: Cli = {
    io,
    ends:
      (run) =>
      async (...given) => {
        exit = await run(...given);
      },
  };
  try {
    const program = await createProgram(argv, cli);
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exit;
  } catch (error) {
    return await reportError(error, io, { json: argv.includes('--json'), help: helpOf(argv[0]) });
  }
}

/** Knows every command by name and loads only the module of the one that is asked for: start-up time counts. */
async function createProgram(argv: readonly string[], cli: Cli): Promise<Command> {
  const program = new Command('drover')
    .description('A self-hosted continuous-integration server that works wholly on Redis')
    .exitOverride()
    .helpOption('-h, --help', 'Show this help')
    .addHelpCommand(
      new Command('help')
        .argument('[command]')
        .description('Show the help of a command')
        .helpGroup('System:'),
    )
    .configureOutput({
      writeOut: (text) => cli.io.print(text.trimEnd()),
      outputError: () => {},
      getOutHelpWidth: () => Math.min(cli.io.width, 100),
      getOutHasColors: () => cli.io.colors.isColorSupported,
    })
    .configureHelp({ styleTitle: (title) => cli.io.colors.bold(title) })
    .addHelpText(
      'after',
      '\n"drover COMMAND --help" tells all about one command.\n\nFirst steps: "drover up", then "drover start hello --follow".',
    );
  const { version } = await import('./processes/version.ts');
  program.version(version, '-V, --version', 'Print the version');
  const asked = argv[0] === 'help' ? argv[1] : argv[0];
  for (const entry of commands) await addCommand(program, entry, entry.name === asked, cli);
  return program;
}

async function addCommand(program: Command, entry: CommandEntry, asked: boolean, cli: Cli): Promise<void> {
  const command = program
    .command(entry.name)
    .summary(entry.summary)
    .description(entry.summary)
    .helpOption('-h, --help', 'Show this help')
    .helpGroup(entry.group);
  command.allowExcessArguments(false);
  if (asked) (await entry.load()).define(command, cli);
}

/** What to type for the help of the command that was asked for. */
function helpOf(asked: string | undefined): string {
  const known = commands.find(({ name }) => name === asked);
  return known === undefined ? 'drover --help' : `drover ${known.name} --help`;
}
