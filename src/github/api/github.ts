import type { Octokit } from '@octokit/core';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { CheckRun } from './check-run.ts';
import { faultOf, GithubFault } from './fault.ts';
import type { Clients } from './octokit.ts';
import { webOriginOf } from './web-origin.ts';

export interface GithubSettings {
  /** As `https://api.github.com`, without a slash at its end. */
  readonly apiUrl: string;
  /** Whether calls that change something are a second apart, as GitHub asks for. */
  readonly paced: boolean;
}

export interface GithubCredentials {
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    /** `key` is the PEM text of its private key, or the path of the file with it. */
    | { readonly kind: 'app'; readonly appId: string; readonly key: string };
}

/** GitHub shows no more than so many characters of a status. */
export const mostDescription = 140;

export interface CommitStatus {
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  readonly context: string;
  /** One line; what is longer than 140 characters is cut. */
  readonly description: string;
  readonly targetUrl?: string;
}

export type Permission = 'admin' | 'write' | 'read' | 'none';

/**
 * The calls of GitHub's REST interface that Drover needs, with a token or as a GitHub App. Each ends within
 * half a minute, and a failure is a `GithubFault`. Names of owners and repositories are given as GitHub spells them.
 */
export interface Github {
  /** Where its repositories lie, as `https://github.com`. */
  readonly webOrigin: string;
  /** Only an App may make check runs. */
  readonly isApp: boolean;
  /** The text of a file at a commit, branch or tag; null when there is none. */
  readFile(owner: string, repo: string, path: string, ref: string): Promise<string | null>;
  /** Paths of the files that a pull request changes; GitHub tells of 3,000 at most. */
  pullRequestFiles(owner: string, repo: string, number: number): Promise<string[]>;
  /** Of a commit; null when there is none. */
  commitMessage(owner: string, repo: string, sha: string): Promise<string | null>;
  permissionOf(owner: string, repo: string, user: string): Promise<Permission>;
  setStatus(owner: string, repo: string, sha: string, status: CommitStatus): Promise<void>;
  /** Makes a check run, or changes the one with this id. Resolves to its id. */
  putCheckRun(owner: string, repo: string, run: CheckRun, id?: number): Promise<number>;
  /** A secret that git reads this repository with, for the user name `x-access-token`. */
  gitToken(owner: string, repo: string): Promise<string>;
}

const withinMs = 30_000;
const longestFile = 1_024 * 1_024;
const filesPerPage = 100;
const mostPages = 30;

export function createGithub(settings: GithubSettings & GithubCredentials): Github {
  let clients: Promise<Clients> | null = null;

  function opened(): Promise<Clients> {
    clients ??= import('./octokit.ts').then(({ createClients }) => createClients(settings));
    // A key that could not be read now may be there the next time.
    clients.catch(() => {
      clients = null;
    });
    return clients;
  }

  /** `call` is told in faults. */
  async function ask<T>(
    call: string,
    owner: string,
    repo: string,
    request: (client: Octokit, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.timeout(withinMs);
    const answer = opened()
      .then((all) => all.clientFor(owner, repo))
      .then((client) => request(client, signal));
    try {
      return await withTimeout(answer, withinMs + 1_000, `no answer within ${withinMs / 1_000} s`);
    } catch (error) {
      throw faultOf(error, call);
    }
  }

  return {
    webOrigin: webOriginOf(settings.apiUrl),
    isApp: settings.credentials.kind === 'app',

    async readFile(owner, repo, path, ref) {
      const call = `GET /repos/${owner}/${repo}/contents/${path}`;
      try {
        return await ask(call, owner, repo, async (client, signal) => {
          const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', {
            owner,
            repo,
            path,
            ref,
            mediaType: { format: 'raw' },
            request: { signal },
          });
          return textOf(data, `${path} of ${owner}/${repo}`);
        });
      } catch (error) {
        if (error instanceof GithubFault && error.kind === 'not_found') return null;
        throw error;
      }
    },

    async pullRequestFiles(owner, repo, number) {
      const call = `GET /repos/${owner}/${repo}/pulls/${number}/files`;
      const files: string[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const names = await ask(call, owner, repo, async (client, signal) => {
          const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
            owner,
            repo,
            pull_number: number,
            per_page: filesPerPage,
            page,
            request: { signal },
          });
          return data.map(({ filename }) => filename);
        });
        files.push(...names);
        if (names.length < filesPerPage) break;
      }
      return files;
    },

    async commitMessage(owner, repo, sha) {
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
      try {
        return await ask(
          `GET /repos/${owner}/${repo}/commits/${sha}`,
          owner,
          repo,
          async (client, signal) => {
            const { data } = await client.request(route, { owner, repo, ref: sha, request: { signal } });
            return data.commit.message;
          },
        );
      } catch (error) {
        if (error instanceof GithubFault && error.kind === 'not_found') return null;
        throw error;
      }
    },

    permissionOf(owner, repo, user) {
      const call = `GET /repos/${owner}/${repo}/collaborators/${user}/permission`;
      return ask(call, owner, repo, async (client, signal) => {
        const { data } = await client.request(
          'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
          { owner, repo, username: user, request: { signal } },
        );
        return permissionFrom(data.permission);
      });
    },

    async setStatus(owner, repo, sha, { state, context, description, targetUrl }) {
      await ask(`POST /repos/${owner}/${repo}/statuses/${sha}`, owner, repo, (client, signal) =>
        client.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
          owner,
          repo,
          sha,
          state,
          context,
          description: shortened(description),
          ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
          // The outbox waits and tries again by itself.
          request: { signal, retries: 0 },
        }),
      );
    },

    async putCheckRun(owner, repo, run, id) {
      const { putCheckRun } = await import('./check-run.ts');
      return ask(`check run ${run.name} of ${owner}/${repo}`, owner, repo, (client, signal) =>
        putCheckRun(client, { owner, repo, request: { signal, retries: 0 } }, run, id),
      );
    },

    async gitToken(owner, repo) {
      try {
        const token = opened().then((all) => all.tokenFor(owner, repo));
        return await withTimeout(token, withinMs, `no answer within ${withinMs / 1_000} s`);
      } catch (error) {
        throw faultOf(error, `token for ${owner}/${repo}`);
      }
    },
  };
}

/** Asked for raw, a file is its text; a folder or a submodule is described instead. */
function textOf(data: unknown, what: string): string {
  const text = data instanceof ArrayBuffer ? Buffer.from(data).toString() : data;
  if (typeof text !== 'string') throw new GithubFault('invalid', `${what} is no text file.`);
  if (text.length > longestFile) throw new GithubFault('invalid', `${what} is larger than 1 MiB.`);
  return text;
}

function permissionFrom(text: string): Permission {
  switch (text) {
    case 'admin':
    case 'write':
    case 'read':
      return text;
    default:
      return 'none';
  }
}

/** In one line, at most 140 characters; the end of what is cut off is `…`. */
export function shortened(text: string): string {
  const line = Array.from(text.replace(/\s+/g, ' ').trim());
  return line.length <= mostDescription ? line.join('') : `${line.slice(0, mostDescription - 1).join('')}…`;
}
