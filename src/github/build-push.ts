import { DroverError } from '../errors/error.ts';
import type { GithubEvent } from '../state/github-event.ts';
import { fullName } from '../state/link.ts';
import type { GithubContext } from './context.ts';
import { refusePush } from './filters.ts';
import { findLink } from './find-link.ts';
import type { Occurrence } from './occurrence.ts';
import { ignored, type Result } from './result.ts';
import { startDerived } from './start-derived.ts';
import { tellRefusal } from './tell-refusal.ts';

type Pushed = Extract<Occurrence, { kind: 'pushed' }>;

/** A branch has new commits, or there is a new tag. */
export async function buildPush(
  context: GithubContext,
  { event, files, by }: Pushed,
  replayed: boolean,
): Promise<Result> {
  const found = await findLink(context, event.repository, 'branch');
  if ('result' in found) return found.result;
  const { link } = found;
  const refusal = refusePush(link, event, files);
  if (refusal !== null) return tellRefusal(context, link, event, refusal);
  if (link.openPullRequest !== 'build') {
    const job = await pullRequestOf(context, event);
    if (job !== null) return ignored(`${job} builds the commits of this branch for its pull request`, job);
  }
  const { branch } = event.commit;
  return startDerived(context, {
    link,
    event,
    from: branch === undefined ? { kind: 'tags' } : { kind: 'branch', branch },
    cause: { kind: 'push', by },
    replayed,
  });
}

/**
 * The copy for an open pull request of the same repository that has this branch for its head. The default branch is built in
 * any case: what comes of it is not asked for by a pull request alone.
 */
async function pullRequestOf(
  { state }: GithubContext,
  { repository, commit: { branch } }: GithubEvent,
): Promise<string | null> {
  if (branch === undefined || branch === repository.defaultBranch) return null;
  for (const job of await state.derived.openHeads(repository, branch)) {
    if (await isThere(job)) return job;
    await state.derived.closeHead(repository, branch, job);
  }
  return null;

  async function isThere(job: string): Promise<boolean> {
    try {
      const { meta } = await state.jobs.get(job);
      const of = meta.github?.repository;
      return of !== undefined && fullName(of).toLowerCase() === fullName(repository).toLowerCase();
    } catch (error) {
      if (error instanceof DroverError && error.status === 404) return false;
      throw error;
    }
  }
}
