import type { CheckoutPlan } from '../../definition/checkout.ts';
import { branchPattern, repositoryPattern } from '../../definition/schema/patterns.ts';
import type { BuildDocument } from '../../state/build.ts';
import type { GithubEvent } from '../../state/github-event.ts';

/** What is to be fetched. */
export interface Source {
  /** Without credentials. */
  readonly url: string;
  /** The commit to build; null: whatever `ref` is at. */
  readonly sha: string | null;
  /** As `refs/heads/main`; `HEAD` is the default branch. */
  readonly ref: string;
  /** The branch to be on; null: on none. */
  readonly branch: string | null;
  /** Of a pull request that is built as it would be merged: the commit that must be its second parent. */
  readonly merged: string | null;
  /** What the build's commit is compared with, to tell the changed files. */
  readonly base: { readonly sha: string; readonly sinceTheyParted: boolean } | null;
}

const sha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const refName = new RegExp(branchPattern);
const url = new RegExp(repositoryPattern);

/** Throws when the event holds what git must not be given. */
export function sourceOf(plan: CheckoutPlan, { github }: Pick<BuildDocument, 'github'>): Source {
  const source = plan.repository !== null ? ownSource(plan, plan.repository) : eventSource(plan, github);
  if (!url.test(source.url)) throw new Error(`${quote(source.url)} is no address that may be fetched from`);
  if (source.ref !== 'HEAD' && !(source.ref.startsWith('refs/') && refName.test(source.ref)))
    throw new Error(`${quote(source.ref)} is no name of a branch or tag`);
  for (const one of [source.sha, source.merged, source.base?.sha])
    if (typeof one === 'string' && !sha.test(one)) throw new Error(`${quote(one)} is no commit`);
  return source;
}

function ownSource({ branch }: CheckoutPlan, repository: string): Source {
  const ref = branch === null ? 'HEAD' : `refs/heads/${branch}`;
  return { url: repository, sha: null, ref, branch, merged: null, base: null };
}

function eventSource({ ref }: CheckoutPlan, github: GithubEvent | undefined): Source {
  if (github === undefined) throw new Error('no event of GitHub says what to fetch');
  const { repository, commit, pullRequest } = github;
  const url = repository.cloneUrl;
  if (pullRequest === undefined) {
    const { beforeSha, branch = null } = commit;
    const base = beforeSha === undefined ? null : { sha: beforeSha, sinceTheyParted: false };
    return { url, sha: commit.sha, ref: commit.ref, branch, merged: null, base };
  }
  const { number, headSha, baseSha } = pullRequest;
  const base = { sha: baseSha, sinceTheyParted: true };
  const common = { url, branch: null, base };
  return ref === 'merge'
    ? { ...common, sha: null, ref: `refs/pull/${number}/merge`, merged: headSha }
    : { ...common, sha: headSha, ref: `refs/pull/${number}/head`, merged: null };
}

const quote = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
