import { DroverError } from '../errors/error.ts';
import type { GithubEvent } from '../state/github-event.ts';
import type { Job, JobMeta } from '../state/job.ts';
import { fullName, type Repository } from '../state/link.ts';
import type { GithubContext } from './context.ts';
import { alternativeName, type DerivedFrom, derivedName } from './derived-name.ts';

/** The copy of a job for a pull request, a branch or the tags of a repository; null when there is none. */
export async function derivedFor(
  { state }: Pick<GithubContext, 'state'>,
  parent: string,
  repository: Repository,
  from: DerivedFrom,
): Promise<Job | null> {
  for (const name of namesFor(parent, repository, from)) {
    const job = await state.jobs.get(name).catch((error: unknown) => {
      if (error instanceof DroverError && error.status === 404) return null;
      throw error;
    });
    if (job !== null && isFor(job.meta, parent, repository, from)) return job;
  }
  return null;
}

/** The names that it can have, the one that is tried first at the beginning. */
export const namesFor = (parent: string, repository: Repository, from: DerivedFrom): [string, string] => [
  derivedName(parent, from),
  alternativeName(parent, from, fullName(repository)),
];

/** Whether a job is this copy, and not that of another repository, or made by hand. */
export function isFor(meta: JobMeta, parent: string, repository: Repository, from: DerivedFrom): boolean {
  const { github } = meta;
  return (
    meta.parent === parent &&
    github !== undefined &&
    fullName(github.repository).toLowerCase() === fullName(repository).toLowerCase() &&
    JSON.stringify(originOf(github)) === JSON.stringify(from)
  );
}

export function originOf({ event, commit, pullRequest }: GithubEvent): DerivedFrom {
  if (event === 'pull_request') return { kind: 'pull', number: pullRequest?.number ?? 0 };
  return commit.branch === undefined ? { kind: 'tags' } : { kind: 'branch', branch: commit.branch };
}
