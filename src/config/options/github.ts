import type { LoginRule } from '../../lib/login-rules.ts';
import { address, keyOrFile, loginRules, matching, secret, secrets } from '../kinds.ts';
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
  githubOauthClientId: option<string | null>({
    kind: matching('id', /^[A-Za-z0-9._-]{1,100}$/, 'the client id of an OAuth app'),
    default: null,
    defaultText: 'none: nobody signs in through GitHub',
    roles: ['server'],
    description:
      'OAuth app of GitHub through which people sign in; its callback is <publicUrl>/api/login/github/callback',
  }),
  githubOauthClientSecret: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Client secret of that app',
  }),
  githubLogins: option<readonly LoginRule[]>({
    kind: loginRules,
    default: Object.freeze([]),
    defaultText: 'none: everybody is refused',
    roles: ['server'],
    description:
      'Who may sign in through GitHub, as octocat=admin,acme/ops=runner,acme/*=viewer:folder: a login, a team, all of an organisation',
  }),
} as const;
