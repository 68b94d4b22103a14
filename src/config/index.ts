import { DroverError, type Problem } from '../errors/error.ts';
import { count } from '../lib/count.ts';
import { fileVariable, readEnvironmentLayer } from './environment-layer.ts';
import { readFileLayer } from './file-layer.ts';
import { type Flags, readFlagLayer } from './flag-layer.ts';
import type { Layer, Setting } from './layer.ts';
import {
  type Config,
  type Given,
  type Option,
  type OptionName,
  optionNames,
  options,
} from './options/index.ts';

export {
  type Config,
  defaultOf,
  flagOf,
  formatValue,
  type OptionName,
  optionNames,
  options,
  type Role,
  variableOf,
} from './options/index.ts';

export interface ConfigInput {
  /** Name of the command: some defaults depend on it. */
  readonly command: string;
  readonly flags: Flags;
  readonly environment: NodeJS.ProcessEnv;
  /** The working folder: where relative paths start, and where `drover.yaml` is looked for. */
  readonly folder: string;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where each value came from: `default`, `file drover.yaml:3`, `environment DROVER_PORT`, `flag --port`. */
  readonly sources: Readonly<Record<OptionName, string>>;
  /** Absolute path of the configuration file; null where there is none. */
  readonly file: string | null;
}

/**
 * Reads flags over environment over file over defaults, once. Throws CONFIG_INVALID with every fault of
 * every layer, also of options that the command does not use.
 */
export async function readConfig(input: ConfigInput): Promise<LoadedConfig> {
  const { flags, environment, folder } = input;
  const file = flags.config ?? (environment[fileVariable] || undefined);
  const { layer, path } = await readFileLayer(file, folder);
  const layers = [readFlagLayer(flags, folder), readEnvironmentLayer(environment, folder), layer];
  return Object.freeze({ ...resolveLayers(layers, input), file: path });
}

function resolveLayers(
  layers: readonly Layer[],
  { command, folder }: ConfigInput,
): Omit<LoadedConfig, 'file'> {
  const problems: Problem[] = layers.flatMap((layer) => layer.problems);
  const values: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  for (const name of optionNames) {
    const setting = layers.map((layer) => layer.settings.get(name)).find((one) => one !== undefined);
    if (setting === undefined) {
      values[name] = defaultValue(options[name] as Option<unknown>, { command, folder, values });
    } else {
      values[name] = readSetting(name, setting, problems);
    }
    sources[name] = setting?.source ?? 'default';
  }
  if (problems.length > 0) {
    throw new DroverError(
      'CONFIG_INVALID',
      { detail: `The configuration has ${count(problems.length, 'fault')}.` },
      { problems },
    );
  }
  return {
    config: Object.freeze(values) as Config,
    sources: Object.freeze(sources) as Record<OptionName, string>,
  };
}

function defaultValue(option: Option<unknown>, given: Given): unknown {
  return typeof option.default === 'function' ? option.default(given) : option.default;
}

function readSetting(name: OptionName, setting: Setting, problems: Problem[]): unknown {
  const reading = options[name].kind.parse(setting.text, setting.folder);
  if ('value' in reading) return reading.value;
  problems.push({ ...setting.place, message: `${name} ${reading.fault}.` });
  return undefined;
}
