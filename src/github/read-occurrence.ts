import type { GithubEvent, GithubRepository } from '../state/github-event.ts';
import type { ChangedFiles, Occurrence } from './occurrence.ts';
import { type Commit, checkPayload, type PullRequest, type Push, type Repository } from './payload.ts';

const unbuilt = 'nothing is built for it';

/** What the event of a delivery means. `payload` is whatever was sent; never throws. */
export function readOccurrence(event: string, payload: unknown, delivery: string): Occurrence {
  switch (event) {
    case 'push': {
      const found = checkPayload('push', payload);
      return 'fault' in found ? unreadable(event, found.fault) : readPush(found.payload, delivery);
    }
    case 'pull_request': {
      const found = checkPayload('pull_request', payload);
      return 'fault' in found ? unreadable(event, found.fault) : readPullRequest(found.payload, delivery);
    }
    case 'ping':
      return { kind: 'nothing', reason: 'GitHub reaches this server, and the secret is right' };
    default:
      return { kind: 'nothing', reason: `a ${event} event: ${unbuilt}` };
  }
}

function unreadable(event: string, fault: string): Occurrence {
  return { kind: 'unreadable', reason: `the payload is not that of a ${event} event: ${fault}` };
}

function readPush(push: Push, delivery: string): Occurrence {
  const { ref, after } = push;
  const repository = repositoryOf(push.repository);
  const by = loginOf(push.sender);
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (name === undefined)
    return { kind: 'nothing', reason: `${ref} is neither a branch nor a tag: ${unbuilt}` };
  if (push.deleted === true || isZero(after)) return { kind: 'deleted', repository, ref, by };
  const event: GithubEvent = {
    event: 'push',
    delivery,
    repository,
    commit: {
      // Of an annotated tag `after` is the tag itself, which has no status and no tree.
      sha: kind === 'tags' ? (push.head_commit?.id ?? after) : after,
      ref,
      ...(kind === 'heads' ? { branch: name } : { tag: name }),
      ...commitFields(push.head_commit ?? null),
      ...(isZero(push.before) ? {} : { beforeSha: push.before }),
    },
  };
  return { kind: 'pushed', event, files: filesOf(push), by };
}

/** GitHub lists that many commits of a push at most. */
const mostCommits = 2_048;

/**
 * After a force push, and for a new branch, the commits listed are not the difference to what was there before; and
 * of very many GitHub lists some only.
 */
function filesOf({ created, forced, commits }: Push): ChangedFiles {
  if (
    created === true ||
    forced === true ||
    !commits ||
    commits.length === 0 ||
    commits.length >= mostCommits
  )
    return null;
  const files = new Set<string>();
  for (const { added, modified, removed } of commits)
    for (const list of [added, modified, removed]) for (const file of list ?? []) files.add(file);
  return [...files];
}

const building = ['opened', 'synchronize', 'reopened', 'ready_for_review'];

function readPullRequest(payload: PullRequest, delivery: string): Occurrence {
  const { action, number, pull_request: pull } = payload;
  const repository = repositoryOf(payload.repository);
  const by = loginOf(payload.sender);
  if (action === 'closed') return { kind: 'closed', repository, number, merged: pull.merged === true, by };
  if (!building.includes(action))
    return { kind: 'nothing', reason: `pull request ${number} ${action.replaceAll('_', ' ')}: ${unbuilt}` };
  const source = pull.head.repo?.full_name ?? null;
  const event: GithubEvent = {
    event: 'pull_request',
    action,
    delivery,
    repository,
    commit: {
      sha: pull.head.sha,
      ref: `refs/pull/${number}/head`,
      branch: cut(pull.head.ref, 255),
      title: cut(pull.title, 500),
      author: loginOf(pull.user),
      ...(pull.updated_at ? { timestamp: cut(pull.updated_at, 50) } : {}),
    },
    pullRequest: {
      number,
      title: cut(pull.title, 500),
      url: cut(pull.html_url ?? '', 1_000),
      author: loginOf(pull.user),
      sourceBranch: cut(pull.head.ref, 255),
      targetBranch: cut(pull.base.ref, 255),
      headSha: pull.head.sha,
      baseSha: pull.base.sha,
      ...(pull.merge_commit_sha ? { mergeSha: pull.merge_commit_sha } : {}),
      sourceRepository: source,
      // A fork that was deleted is one still.
      fork: source === null || source.toLowerCase() !== payload.repository.full_name.toLowerCase(),
      draft: pull.draft === true,
      labels: (pull.labels ?? []).slice(0, 100).map(({ name }) => cut(name, 100)),
    },
  };
  return { kind: 'proposed', event, by };
}

function repositoryOf(repository: Repository): GithubRepository {
  const [owner = '', name = ''] = repository.full_name.split('/');
  const url = repository.html_url ?? '';
  return {
    owner,
    name,
    url: cut(url, 1_000),
    cloneUrl: cut(repository.clone_url ?? (url === '' ? '' : `${url}.git`), 1_000),
    defaultBranch: cut(repository.default_branch ?? 'main', 255),
    private: repository.private === true,
  };
}

/** A message of more than this is cut: the repository has the whole. */
const mostMessage = 4_096;

export const messageFields = (message: string): { title: string; message: string } => ({
  title: cut(message.split('\n', 1)[0] ?? '', 500),
  message: cut(message, mostMessage),
});

function commitFields(commit: Commit | null): Partial<GithubEvent['commit']> {
  if (commit === null) return {};
  const { message, author, timestamp } = commit;
  return {
    ...(message ? messageFields(message) : {}),
    ...(author?.name ? { author: cut(author.name, 200) } : {}),
    ...(author?.email ? { authorEmail: cut(author.email, 320) } : {}),
    ...(timestamp ? { timestamp: cut(timestamp, 50) } : {}),
  };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : text.slice(0, most));
const loginOf = (account: { login?: string | null } | null | undefined): string =>
  cut(account?.login ?? 'unknown', 100);
const isZero = (sha: string): boolean => /^0+$/.test(sha);
