import type { Octokit } from '@octokit/core';
import { readAppKey } from './app-key.ts';
import { GithubFault } from './fault.ts';
import type { GithubCredentials, GithubSettings } from './github.ts';

/** A limit that is over within this is waited for; a longer one is the caller's to wait for. */
const shortLimitSeconds = 5;
const installationsKept = 1_000;

type Installation = (owner: string, repo: string) => Promise<Octokit>;

/** Clients that are logged in for a repository. The libraries are loaded at the first use: most starts need none. */
export interface Clients {
  readonly clientFor: Installation;
  /** A token that reads the contents of this repository. */
  tokenFor(owner: string, repo: string): Promise<string>;
}

export async function createClients(settings: GithubSettings & GithubCredentials): Promise<Clients> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/core'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const Client = Octokit.plugin(retry, throttling);
  const waits = (seconds: number, _request: unknown, _client: unknown, retries: number) =>
    retries === 0 && seconds <= shortLimitSeconds;
  const common = {
    baseUrl: settings.apiUrl,
    userAgent: 'drover',
    log: silent,
    // Tries again after 1 s, 4 s: what lasts longer is the caller's to wait for.
    retry: { retries: 2 },
    throttle: {
      enabled: settings.paced,
      id: settings.apiUrl,
      onRateLimit: waits,
      onSecondaryRateLimit: waits,
    },
  };
  const { credentials } = settings;
  if (credentials.kind === 'token') {
    const client = new Client({ ...common, auth: credentials.token });
    return { clientFor: async () => client, tokenFor: async () => credentials.token };
  }
  const { createAppAuth } = await import('@octokit/auth-app');
  const app = { appId: credentials.appId, privateKey: await readAppKey(credentials.key) };
  const asApp = new Client({ ...common, authStrategy: createAppAuth, auth: app });
  const installations = new Map<string, Promise<{ id: number; client: Octokit }>>();

  /** The token of an installation is kept, and renewed before it ends, by the library. */
  async function installationFor(owner: string, repo: string): Promise<{ id: number; client: Octokit }> {
    const place = `${owner}/${repo}`.toLowerCase();
    let found = installations.get(place);
    if (found === undefined) {
      if (installations.size >= installationsKept) installations.clear();
      found = findInstallation(owner, repo);
      installations.set(place, found);
      found.catch(() => installations.delete(place));
    }
    return found;
  }

  async function findInstallation(owner: string, repo: string) {
    const { data } = await asApp.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
    const { id } = data;
    const auth = { ...app, installationId: id };
    return { id, client: new Client({ ...common, authStrategy: createAppAuth, auth }) };
  }

  return {
    clientFor: async (owner, repo) => (await installationFor(owner, repo)).client,
    async tokenFor(owner, repo) {
      const { id } = await installationFor(owner, repo);
      const asked = {
        type: 'installation',
        installationId: id,
        repositoryNames: [repo],
        permissions: { contents: 'read' },
      };
      const { token } = (await asApp.auth(asked)) as { token?: string };
      if (token === undefined) throw new GithubFault('refused', `GitHub gave no token for ${owner}/${repo}.`);
      return token;
    },
  };
}

const nothing = () => {};
/** Each failure is told by whoever asked. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
