import { join } from 'node:path';
import { address, folder, matching, secretKeys } from '../kinds.ts';
import { both, option } from './option.ts';

/** The Redis that all share, and the keys for what is secret in it. */
export const redisOptions = {
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
} as const;
