import type { GithubEvent } from '../state/github-event.ts';
import type { BranchLink, PullRequestLink } from '../state/link.ts';
import { advance, compileGlob, isMatch, startOf } from '../storage/glob.ts';
import { matchesWildcard } from '../storage/wildcard.ts';
import type { ChangedFiles } from './occurrence.ts';
import { skipMarkerOf } from './skip-ci.ts';

/**
 * Why an event starts nothing. `required`: whoever waits for a status is to be told that there is nothing to wait
 * for, since the event was for this job and was filtered out.
 */
export interface Refusal {
  readonly reason: string;
  readonly required: boolean;
}

/** Null: the link wants it built. `files` are those that the push changed, null when they are not known. */
export function refusePush(
  link: BranchLink,
  { commit, ...event }: GithubEvent,
  files: ChangedFiles,
): Refusal | null {
  const { branch, tag } = commit;
  if (tag !== undefined) {
    const { tags = false } = link;
    if (tags === false) return nothing(`tags are not built: the link does not say "tags"`);
    if (tags !== true && !matchesAny(tags, tag)) return nothing(`tag ${tag} matches none of ${list(tags)}`);
    return null;
  }
  return (
    refuseBranch(link, branch ?? '', 'branch') ??
    refuseMarker(link, { commit, ...event }) ??
    refuseFiles(link, files)
  );
}

export function refusePullRequest(
  link: PullRequestLink,
  event: GithubEvent,
  files: ChangedFiles,
): Refusal | null {
  const { pullRequest } = event;
  if (pullRequest === undefined) return nothing('it has no pull request');
  const { draft, fork, targetBranch } = pullRequest;
  if (fork && link.forks === 'ignore') return nothing('it comes from a fork, and the link ignores those');
  if (draft && link.drafts === false) return nothing('it is a draft, and the link waits until it is ready');
  return (
    refuseBranch(link, targetBranch, 'target branch') ?? refuseMarker(link, event) ?? refuseFiles(link, files)
  );
}

function refuseBranch(
  { branches, branchesIgnore }: PullRequestLink | BranchLink,
  branch: string,
  what: string,
): Refusal | null {
  if (branches !== undefined && !matchesAny(branches, branch))
    return required(`${what} ${branch} matches none of ${list(branches)}`);
  const ignored = branchesIgnore?.find((pattern) => matchesWildcard(pattern, branch));
  return ignored === undefined ? null : required(`${what} ${branch} matches ${ignored}, which is ignored`);
}

function refuseMarker({ skipCi }: PullRequestLink | BranchLink, event: GithubEvent): Refusal | null {
  const marker = skipCi === false ? null : skipMarkerOf(event);
  return marker === null ? null : required(`skipped by ${marker}`);
}

/** Where it is not known what has changed, anything may have. */
function refuseFiles(
  { paths, pathsIgnore }: PullRequestLink | BranchLink,
  files: ChangedFiles,
): Refusal | null {
  if (files === null) return null;
  if (paths !== undefined && !files.some((file) => matchesPath(paths, file)))
    return required(`no changed file matches ${list(paths)}`);
  if (pathsIgnore !== undefined && files.length > 0 && files.every((file) => matchesPath(pathsIgnore, file)))
    return required(`all changed files match ${list(pathsIgnore)}, which are ignored`);
  return null;
}

/** Whether the link looks at changed files at all. */
export const asksForFiles = ({ paths, pathsIgnore }: PullRequestLink | BranchLink): boolean =>
  paths !== undefined || pathsIgnore !== undefined;

const nothing = (reason: string): Refusal => ({ reason, required: false });
const required = (reason: string): Refusal => ({ reason, required: true });

const matchesAny = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => matchesWildcard(pattern, name));

function matchesPath(patterns: readonly string[], path: string): boolean {
  const names = path.split('/');
  return patterns.some((pattern) => {
    const glob = compileGlob(pattern);
    let state = startOf(glob);
    for (const name of names) state = advance(glob, state, name);
    return isMatch(glob, state);
  });
}

const list = (patterns: readonly string[]): string => patterns.join(', ');
