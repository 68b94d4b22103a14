import { clientOptions } from './client.ts';
import { elasticsearchOptions } from './elasticsearch.ts';
import { foldersOptions } from './folders.ts';
import { githubOptions } from './github.ts';
import { logOptions } from './log.ts';
import type { Option } from './option.ts';
import { redisOptions } from './redis.ts';
import { retentionOptions } from './retention.ts';
import { serverOptions } from './server.ts';
import { workerOptions } from './worker.ts';

export type { Given, Option, Role } from './option.ts';

/**
 * Every option, once. From a name here follow its flag (`--redis-url`), its variable (`DROVER_REDIS_URL`),
 * its key in `drover.yaml` (`redisUrl`), its field in `Config`, its row in `docs/configuration.md` and its
 * line in `--help`.
 * Defaults may look at the values of those before them.
 */
export const options = {
  ...foldersOptions,
  ...redisOptions,
  ...serverOptions,
  ...workerOptions,
  ...retentionOptions,
  ...githubOptions,
  ...elasticsearchOptions,
  ...logOptions,
  ...clientOptions,
} as const;

export type OptionName = keyof typeof options;

type ValueOf<O> = O extends Option<infer T> ? T : never;

/** Every option's value. Durations are milliseconds, folders absolute paths. */
export type Config = { readonly [Name in OptionName]: ValueOf<(typeof options)[Name]> };

export const optionNames = Object.keys(options) as OptionName[];

/** `redisUrl` → `redis-url`; the flag is `--redis-url`. */
export const flagOf = (name: OptionName): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `redisUrl` → `DROVER_REDIS_URL`. */
export const variableOf = (name: OptionName): string =>
  `DROVER_${flagOf(name).replaceAll('-', '_').toUpperCase()}`;

/** The default in words, for help and documentation. */
export function defaultOf(name: OptionName): string {
  const { defaultText, default: value, kind } = options[name] as Option<unknown>;
  return defaultText ?? (kind.format as (value: unknown) => string)(value);
}

/** A value as it may be printed: secrets and passwords masked. */
export function formatValue(name: OptionName, value: Config[OptionName]): string {
  if (value === null) return defaultOf(name);
  return (options[name].kind.format as (value: unknown) => string)(value);
}
