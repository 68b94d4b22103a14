import { address, keyOrFile, matching, secret, secrets } from '../kinds.ts';
import { both, option } from './option.ts';

/** What GitHub is told and asked with. */
export const githubOptions = {
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
} as const;
