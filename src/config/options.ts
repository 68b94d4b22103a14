import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import {
  address,
  bytes,
  duration,
  file,
  folder,
  integer,
  type Kind,
  keyOrFile,
  labels,
  matching,
  oneOf,
  secret,
  secretKeys,
  secrets,
  yesOrNo,
} from './kinds.ts';

/** Who reads an option: the processes of a server or a worker (`drover up` is both), or the client commands. */
export type Role = 'server' | 'worker' | 'client';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What a derived default may look at: the values of the options before it in the list. */
export interface Given {
  readonly folder: string;
  readonly command: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Option<T> {
  readonly kind: Kind<NonNullable<T>>;
  readonly default: T | ((given: Given) => T);
  /** The default in words, where the value itself would say less. */
  readonly defaultText?: string;
  readonly roles: readonly Role[];
  readonly description: string;
}

const option = <T>(entry: Option<T>): Option<T> => entry;
const both: readonly Role[] = ['server', 'worker'];
const day = 24 * 60 * 60 * 1000;

/**
 * Every option, once. From a name here follow its flag (`--redis-url`), its variable (`DROVER_REDIS_URL`),
 * its key in `drover.yaml` (`redisUrl`), its field in `Config`, its row in `docs/configuration.md` and its
 * line in `--help`.
 */
export const options = {
  data: option<string>({
    kind: folder,
    default: ({ folder: here }) => join(here, 'data'),
    defaultText: './data',
    roles: ['server', 'worker', 'client'],
    description: 'Folder for everything that Drover keeps on this machine',
  }),
  storage: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'storage'),
    defaultText: '<data>/storage',
    roles: both,
    description: 'Folder of logs and artifacts; servers and workers share it',
  }),
  workspaces: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'workspaces'),
    defaultText: '<data>/workspaces',
    roles: ['worker'],
    description: 'Folder in which builds run',
  }),
  mirrors: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'mirrors'),
    defaultText: '<data>/mirrors',
    roles: ['worker'],
    description:
      'Folder of the copies of repositories that checkouts are made from; workers of a node may share it',
  }),
  mirrorsMaxGigabytes: option<number>({
    kind: integer(1, 1_000_000),
    default: 20,
    roles: ['worker'],
    description: 'Size in GiB above which the copies not used for longest are removed',
  }),
  mirrorsMaxAge: option<number>({
    kind: duration,
    default: 30 * day,
    roles: ['worker'],
    description: 'Copies that no build has used for so long are removed',
  }),
  redisUrl: option<string | null>({
    kind: address('redis://', 'rediss://', 'unix://'),
    default: ({ command }) => (command === 'up' ? null : 'redis://127.0.0.1:6379'),
    defaultText: 'redis://127.0.0.1:6379; for up, a private Redis',
    roles: both,
    description: 'Redis to work on: redis://, rediss:// or unix:///path',
  }),
  secretKey: option<readonly Buffer[] | null>({
    kind: secretKeys,
    default: null,
    defaultText: 'what is in secretKeyFile',
    roles: both,
    description:
      'Keys for secrets and passwords, 32 bytes each, separated by commas: the first one stores, all read; rather a file than a flag',
  }),
  secretKeyFile: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'secret-key'),
    defaultText: '<data>/secret-key',
    roles: both,
    description: 'File with the keys for secrets, a line each; drover up makes one where there is none',
  }),
  redisPrefix: option<string>({
    kind: matching('text', /^[\x21-\x7e]{0,100}$/, 'at most 100 visible characters without blanks'),
    default: '',
    defaultText: 'none',
    roles: both,
    description: 'Put before every Redis key; {ci}: keeps all keys in one Cluster slot',
  }),
  host: option<string>({
    kind: matching('address', /^[A-Za-z0-9._:-]{1,253}$/, 'a host name or an IP address'),
    default: '127.0.0.1',
    roles: ['server'],
    description: 'Address to listen on',
  }),
  port: option<number>({
    kind: integer(0, 65_535),
    default: 7420,
    roles: ['server'],
    description: 'Port to listen on; 0 takes a free one',
  }),
  publicUrl: option<string | null>({
    kind: address('http://', 'https://'),
    default: null,
    defaultText: 'http://<host>:<port>',
    roles: both,
    description: 'Address at which people reach the server, for links',
  }),
  tlsCert: option<string | null>({
    kind: file,
    default: null,
    defaultText: 'none: plain HTTP',
    roles: ['server'],
    description: 'File of the certificate for HTTPS, PEM, with those that vouch for it; needs tlsKey',
  }),
  tlsKey: option<string | null>({
    kind: file,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'File of the key of the certificate, PEM',
  }),
  trustProxy: option<string | null>({
    kind: matching(
      'addresses',
      /^(?:[0-9A-Fa-f.:/]+|loopback|linklocal|uniquelocal)(?:,(?:[0-9A-Fa-f.:/]+|loopback|linklocal|uniquelocal))*$/,
      'addresses or networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas',
    ),
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Proxies whose X-Forwarded-* headers are believed',
  }),
  sessionIdle: option<number>({
    kind: duration,
    default: 24 * 60 * 60 * 1000,
    roles: ['server'],
    description: 'A browser that is unused for so long is signed out',
  }),
  sessionLife: option<number>({
    kind: duration,
    default: 30 * 24 * 60 * 60 * 1000,
    roles: ['server'],
    description: 'A browser is signed out so long after it signed in, used or not',
  }),
  rateLimit: option<number>({
    kind: integer(0, 1_000_000_000),
    default: 120_000,
    roles: ['server'],
    description: 'Requests that one caller may make in a minute at one server; 0 is no limit',
  }),
  slots: option<number>({
    kind: integer(1, 256),
    default: () => Math.min(256, availableParallelism()),
    defaultText: 'the number of cores',
    roles: ['worker'],
    description: 'Builds that the worker runs at the same time',
  }),
  labels: option<readonly string[]>({
    kind: labels,
    default: Object.freeze([]),
    defaultText: 'none',
    roles: ['worker'],
    description: 'Labels of the worker, as linux,gpu; a job asks for them with runsOn',
  }),
  name: option<string>({
    kind: matching(
      'name',
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
      'letters, digits, ".", "_" and "-", at most 100 characters, a letter or digit first',
    ),
    default: () =>
      hostname()
        .replace(/[^A-Za-z0-9._-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 100) || 'worker',
    defaultText: 'the host name',
    roles: ['worker'],
    description: 'Name of the worker',
  }),
  runAs: option<readonly string[]>({
    kind: labels,
    default: Object.freeze([]),
    defaultText: 'the user of the worker',
    roles: ['worker'],
    description: 'Users that run the commands of builds, one for each slot; needs a worker that runs as root',
  }),
  cancelGrace: option<number>({
    kind: duration,
    default: 10_000,
    roles: ['worker'],
    description: 'From SIGTERM to SIGKILL when a command is ended',
  }),
  stopTimeout: option<number>({
    kind: duration,
    default: 60_000,
    roles: ['worker'],
    description: 'How long a stopping worker lets running builds go on',
  }),
  defaultTimeout: option<number>({
    kind: duration,
    default: day / 24,
    roles: ['worker'],
    description: 'Limit of a build whose job names no timeout',
  }),
  maxTimeout: option<number>({
    kind: duration,
    default: day,
    roles: ['worker'],
    description: 'Limit of a build, whatever its job says',
  }),
  keptWorkspacesSize: option<number>({
    kind: bytes,
    default: 10 * 1024 ** 3,
    roles: ['worker'],
    description: 'Room for all workspaces that the worker keeps for reruns (keepWorkspace) together',
  }),
  retentionBuilds: option<number>({
    kind: integer(1, 100_000),
    default: 100,
    roles: both,
    description: 'Builds kept of a job that names no retention',
  }),
  retentionDays: option<number>({
    kind: integer(0, 36_500),
    default: 0,
    defaultText: '0: no limit',
    roles: both,
    description: 'Days that builds are kept of a job that names no retention',
  }),
  githubWebhookSecret: option<readonly string[]>({
    kind: secrets,
    default: Object.freeze([]),
    defaultText: 'none: nothing is taken from GitHub',
    roles: ['server'],
    description: 'Secret of the webhook at GitHub; two with a comma while it is replaced',
  }),
  githubApiUrl: option<string>({
    kind: address('http://', 'https://'),
    default: 'https://api.github.com',
    roles: both,
    description: 'REST interface of GitHub; of Enterprise https://<host>/api/v3',
  }),
  githubToken: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: both,
    description: 'Token for checkouts, commit statuses and job files in repositories',
  }),
  githubAppId: option<string | null>({
    kind: matching('id', /^[A-Za-z0-9._-]{1,100}$/, 'the id or the client id of a GitHub App'),
    default: null,
    defaultText: 'none',
    roles: both,
    description: 'GitHub App that is used instead of a token',
  }),
  githubAppKey: option<string | null>({
    kind: keyOrFile,
    default: null,
    defaultText: 'none',
    roles: both,
    description: 'Private key of the GitHub App: its file, or the PEM text itself',
  }),
  elasticsearchUrl: option<string | null>({
    kind: address('http://', 'https://'),
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Elasticsearch or OpenSearch to which every build that ends is reported',
  }),
  elasticsearchApiKey: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'API key for Elasticsearch, in its encoded form',
  }),
  elasticsearchUsername: option<string | null>({
    kind: matching('text', /^[^:\s]{1,256}$/, 'a name without colons and blanks'),
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'User of Elasticsearch, instead of an API key',
  }),
  elasticsearchPassword: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Password of that user',
  }),
  elasticsearchCa: option<string | null>({
    kind: file,
    default: null,
    defaultText: 'those of Node.js',
    roles: ['server'],
    description: 'File of the certificate authority (PEM) that Elasticsearch is held against',
  }),
  elasticsearchIndex: option<string>({
    kind: matching(
      'name',
      /^[a-z][a-z0-9-]{0,49}$/,
      'small letters, digits and "-", at most 50 characters, a letter first',
    ),
    default: 'drover',
    roles: ['server'],
    description: 'What the names of indices begin with, as drover-builds-2026.11',
  }),
  elasticsearchDays: option<number>({
    kind: integer(0, 36_500),
    default: 0,
    defaultText: '0: no limit',
    roles: ['server'],
    description: 'Days that reported builds are kept; a month goes when its last day is older',
  }),
  indexLogs: option<boolean>({
    kind: yesOrNo,
    default: false,
    roles: ['server'],
    description: 'Report the lines of logs too, to search them over all builds',
  }),
  elasticsearchLogDays: option<number>({
    kind: integer(1, 36_500),
    default: 30,
    roles: ['server'],
    description: 'Days that lines of logs are kept there',
  }),
  logLevel: option<LogLevel>({
    kind: oneOf<LogLevel>('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    roles: both,
    description: 'Least important messages of Drover itself that are printed',
  }),
  url: option<string>({
    kind: address('http://', 'https://'),
    default: ({ values }) => localAddress(String(values['host']), Number(values['port'])),
    defaultText: 'http://<host>:<port>',
    roles: ['client'],
    description: 'Server that client commands talk to',
  }),
  token: option<string | null>({
    kind: secret,
    default: null,
    defaultText: '<data>/admin-token, for a server on this machine',
    roles: ['client'],
    description:
      'Token of client commands; rather a variable than a flag, which others on the machine can read',
  }),
} as const;

/** The address at which a server that listens on `host` is reached from this machine. */
function localAddress(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port === 0 ? 7420 : port}`;
}

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
