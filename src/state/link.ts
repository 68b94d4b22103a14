import { DroverError } from '../errors/error.ts';
import type { BranchLink, PullRequestLink } from './link-schema.ts';

export type { BranchLink, PullRequestLink } from './link-schema.ts';

/** What of a repository starts a job. */
export type LinkKind = 'pullrequest' | 'branch';

export const linkKinds: readonly LinkKind[] = ['pullrequest', 'branch'];

/** The document of a link: the job, and options. Fields that are not given mean what the schema says. */
export interface LinkOf {
  pullrequest: PullRequestLink;
  branch: BranchLink;
}

export interface Repository {
  readonly owner: string;
  readonly name: string;
}

export const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;

const ownerPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/;
const repositoryPattern = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * Whether a repository can have links. The key `github_<org>_<repo>_<kind>` says which is meant only as long as the
 * owner holds no `_`: it ends at the first one, and the kind begins at the last. Names of owners on github.com hold none.
 */
export const canBeLinked = ({ owner, name }: Repository): boolean =>
  ownerPattern.test(owner) && repositoryPattern.test(name);

/** Throws REQUEST_INVALID with the reason. */
export function checkRepository(repository: Repository): void {
  if (canBeLinked(repository)) return;
  const { owner, name } = repository;
  const why = ownerPattern.test(owner)
    ? 'the name of a repository holds letters, digits, ".", "_" and "-", at most 100.'
    : 'the name of an owner holds letters, digits and "-", at most 39; a "_" would make the key in Redis ambiguous.';
  throw new DroverError('REQUEST_INVALID', {
    detail: `${JSON.stringify(`${owner}/${name}`.slice(0, 200))} cannot be linked: ${why}`,
  });
}

/** The job comes first, where the script that renames a job looks for it. */
export function linkText<K extends LinkKind>({ job, ...options }: LinkOf[K]): string {
  return JSON.stringify({ job, ...options });
}
