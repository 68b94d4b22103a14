import { DroverError } from '../../errors/error.ts';
import type { LoginRule } from '../../lib/login-rules.ts';
import type { GithubPerson } from './rights-of.ts';

export { type GithubPerson, rightsOf } from './rights-of.ts';

export interface GithubLogin {
  readonly rules: readonly LoginRule[];
  /** Address at GitHub where somebody says who they are. */
  addressFor(attempt: LoginAttempt): Promise<string>;
  /** Who came back with `code`. Throws when GitHub is away, or does not know it. */
  personOf(code: string, attempt: LoginAttempt): Promise<GithubPerson>;
}

/** What ties the way back to the way there. */
export interface LoginAttempt {
  readonly state: string;
  /** Of PKCE: who steals the code cannot use it. */
  readonly verifier: string;
  readonly challenge: string;
  readonly redirectUrl: string;
}

/** The options of that name. */
export interface GithubLoginOptions {
  readonly githubApiUrl: string;
  readonly githubOauthClientId: string | null;
  readonly githubOauthClientSecret: string | null;
  readonly githubLogins: readonly LoginRule[];
}

const timeoutMs = 10_000;
const pageSize = 100;
/** Nobody is in more teams than these. */
const mostPages = 20;

/** Signing in through an OAuth app of GitHub; null where none is named. Throws CONFIG_INVALID for half of one. */
export function openGithubLogin(options: GithubLoginOptions): GithubLogin | null {
  const { githubOauthClientId: clientId, githubOauthClientSecret: clientSecret, githubLogins } = options;
  if (clientId === null && clientSecret === null) return null;
  if (clientId === null || clientSecret === null)
    throw new DroverError('CONFIG_INVALID', {
      detail:
        'Signing in through GitHub needs both githubOauthClientId and githubOauthClientSecret: set the other one too, or neither.',
    });
  const asksForGroups = githubLogins.some(({ who }) => who.includes('/'));
  const app = { clientType: 'oauth-app', clientId } as const;

  async function client(token?: string) {
    const { Octokit } = await import('@octokit/core');
    const { githubApiUrl: baseUrl } = options;
    return new Octokit({ baseUrl, userAgent: 'drover', ...(token === undefined ? {} : { auth: token }) });
  }

  return {
    rules: githubLogins,

    async addressFor({ state, challenge, redirectUrl }) {
      const [{ getWebFlowAuthorizationUrl }, { request }] = await Promise.all([
        import('@octokit/oauth-methods'),
        client(),
      ]);
      const scopes = asksForGroups ? ['read:org'] : [];
      const { url } = getWebFlowAuthorizationUrl({ ...app, state, redirectUrl, scopes, request });
      const address = new URL(url);
      address.searchParams.set('code_challenge', challenge);
      address.searchParams.set('code_challenge_method', 'S256');
      return address.href;
    },

    async personOf(code, { verifier, redirectUrl }) {
      const { exchangeWebFlowCode } = await import('@octokit/oauth-methods');
      const withVerifier = (await client()).request.defaults({
        code_verifier: verifier,
        request: { signal: AbortSignal.timeout(timeoutMs) },
      });
      const exchanged = { ...app, clientSecret, code, redirectUrl, request: withVerifier };
      const { authentication } = await exchangeWebFlowCode(exchanged);
      return readPerson(await client(authentication.token), asksForGroups);
    },
  };
}

type Client = InstanceType<typeof import('@octokit/core').Octokit>;

async function readPerson(client: Client, withGroups: boolean): Promise<GithubPerson> {
  const request = { signal: AbortSignal.timeout(timeoutMs) };
  const { data: user } = await client.request('GET /user', { request });
  const login = user.login.toLowerCase();
  if (!withGroups) return { login, teams: [], organisations: [] };
  const teams = await allPages(async (page) => {
    const { data } = await client.request('GET /user/teams', { per_page: pageSize, page, request });
    return data.map(({ organization, slug }) => `${organization.login}/${slug}`.toLowerCase());
  });
  const organisations = await allPages(async (page) => {
    const asked = { state: 'active', per_page: pageSize, page, request } as const;
    const { data } = await client.request('GET /user/memberships/orgs', asked);
    return data.map(({ organization }) => organization.login.toLowerCase());
  });
  return { login, teams, organisations };
}

async function allPages(read: (page: number) => Promise<string[]>): Promise<string[]> {
  const all: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await read(page);
    all.push(...found);
    if (found.length < pageSize) break;
  }
  return all;
}
