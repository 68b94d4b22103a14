import { join } from 'node:path';
import { folder, matching, redisAddress, secret, secretKeys } from '../kinds.ts';
import { both, option } from './option.ts';

/** The Redis that all share, and the keys for what is secret in it. */
export const redisOptions = {
  redisUrl: option<string | null>({
    kind: redisAddress,
    default: ({ command }) => (command === 'up' ? null : 'redis://127.0.0.1:6379'),
    defaultText: 'redis://127.0.0.1:6379; for up, a private Redis',
    roles: both,
    description:
      'Redis to work on: redis://, rediss:// (TLS), unix:///path, or redis-sentinel://host,host/name and rediss-sentinel://',
  }),
  redisSentinelUsername: option<string | null>({
    kind: matching('text', /^[\x21-\x7e]{1,256}$/, 'at most 256 visible characters without blanks'),
    default: null,
    defaultText: 'none',
    roles: both,
    description: 'User at the Sentinels, where they have users',
  }),
  redisSentinelPassword: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: both,
    description: 'Password of the Sentinels; that of the Redis they name is in redisUrl',
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
} as const;
