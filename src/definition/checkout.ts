import type { Definition } from './schema/index.ts';

/** What is fetched into the workspace, everything said. */
export interface CheckoutPlan {
  /** One of the job's own; null: the one that the event of GitHub names. */
  readonly repository: string | null;
  /** Of a repository of its own; null: its default branch. */
  readonly branch: string | null;
  /** Of a pull request: its last commit, or that merged into its target. */
  readonly ref: 'head' | 'merge';
  /** Commits of history; null: all. */
  readonly depth: number | null;
  readonly submodules: boolean;
  readonly lfs: boolean;
  /** Folder below the workspace; null: the workspace itself. */
  readonly path: string | null;
}

/**
 * Null: nothing is fetched. That is so where the job says `checkout: false`, and for a build that no event of
 * GitHub has started, unless the job names a repository.
 */
export function checkoutOf({ checkout = true }: Definition, hasEvent: boolean): CheckoutPlan | null {
  if (checkout === false) return null;
  const fields = checkout === true ? {} : checkout;
  const { repository = null, branch = null, ref = 'head', depth = null, path = null } = fields;
  if (repository === null && !hasEvent) return null;
  return {
    repository,
    branch,
    ref,
    depth,
    path,
    submodules: fields.submodules ?? false,
    lfs: fields.lfs ?? false,
  };
}
