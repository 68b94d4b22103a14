import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  defaultOf,
  flagOf,
  type LoadedConfig,
  type OptionName,
  optionNames,
  options,
  type Role,
  readConfig,
  variableOf,
} from '../config/index.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Gives the command the flags of every configuration option that one of `roles` reads. */
export function addConfigFlags(command: Command, ...roles: readonly Role[]): Command {
  command.optionsGroup(roles.includes('client') && roles.length === 1 ? 'Connection:' : 'Configuration:');
  for (const name of optionNames) {
    const { kind, description, roles: readers } = options[name];
    if (!readers.some((role) => roles.includes(role))) continue;
    const hint = `(${variableOf(name)}; default: ${defaultOf(name)})`;
    command.option(`--${flagOf(name)} <${kind.placeholder}>`, `${description} ${hint}`);
  }
  return command.option(
    '--config <file>',
    'Configuration file (DROVER_CONFIG; default: drover.yaml, if there is one)',
  );
}

/** Flags of a command that talks to a server. */
export function addClientFlags(command: Command): Command {
  return addConfigFlags(addJsonFlag(command), 'client');
}

export function addJsonFlag(command: Command): Command {
  return command.option('--json', 'Print JSON, also for errors (those on stderr)');
}

/** The configuration as the command line, the environment and the file give it. */
export function loadConfig(command: Command, io: Io): Promise<LoadedConfig> {
  const given = command.opts<Record<string, unknown>>();
  const named = [...optionNames, 'config'].filter((name) => typeof given[name] === 'string');
  const flags = Object.fromEntries(named.map((name) => [name, given[name]])) as Partial<
    Record<OptionName | 'config', string>
  >;
  return readConfig({ command: command.name(), flags, environment: io.environment, folder: io.folder });
}

/** Ends the help of a command: what to type, and what its exit codes mean. */
export function addHelpEnd(
  command: Command,
  examples: Readonly<Record<string, string>>,
  exits: readonly ExitCode[],
): Command {
  const widest = Math.max(...Object.keys(examples).map((line) => line.length));
  const lines = Object.entries(examples).map(([line, meaning]) => `  ${line.padEnd(widest)}  ${meaning}`);
  const codes = exits.map((code) => `  ${String(code).padStart(3)}  ${exitCodes[code]}`);
  return command.addHelpText('after', ['', 'Examples:', ...lines, '', 'Exit codes:', ...codes].join('\n'));
}

/** `-p TITLE=VALUE`, as often as wanted; gives the assignments as they are. */
export function parameterOption(): Option {
  return new Option('-p, --parameter <title=value>', 'Value of a parameter; can be repeated').argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
}

/** `--priority 5`, of one build. */
export function priorityOption(meaning: string): Option {
  return new Option('--priority <number>', `${meaning}: -10 to 10, higher runs first`).argParser(
    wholeNumber(-10, 10),
  );
}

/** For an argument or option that is a whole number from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = (minimum < 0 ? /^-?\d{1,16}$/ : /^\d{1,16}$/).test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(
      maximum === Number.MAX_SAFE_INTEGER
        ? `It must be a whole number from ${minimum}.`
        : `It must be a whole number from ${minimum} to ${maximum}.`,
    );
  };
}
