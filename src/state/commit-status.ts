import { count } from '../lib/count.ts';
import { humanDuration } from '../lib/human-duration.ts';
import type { BuildDocument } from './build.ts';
import type { GithubEvent } from './github-event.ts';

/** What GitHub is to be told of a commit. A newer one for the same commit and context takes its place. */
export interface CommitStatus {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** One sentence. */
  readonly description: string;
  /** The build that it is about, if there is one. */
  readonly job?: string;
  readonly number?: number;
}

/**
 * `drover/<folder>/<job>`: of a copy for a pull request or branch the job that it is a copy of, so that it is the same for
 * all commits and a branch can be protected by it.
 */
export const statusContext = (folder: string, job: string): string =>
  folder === '' ? `drover/${job}` : `drover/${folder}/${job}`;

type Place = Pick<CommitStatus, 'owner' | 'repo' | 'sha' | 'context'>;

/** No owner has a `:` in its name. */
const checkMark = 'check:';

export const isCheckRun = (target: string): boolean => target.startsWith(checkMark);

/** Names the place of a status, or of a check run: owner and repository as GitHub compares them, without their capitals. */
export const targetOf = ({ owner, repo, sha, context }: Place, checkRun = false): string =>
  `${checkRun ? checkMark : ''}${`${owner}/${repo}`.toLowerCase()}/${sha}/${context}`;

/** For the scripts: where a status goes, and with `checkRun` the check run of the same name, a line each. */
export const targetsOf = (place: Place, checkRun: boolean): string =>
  checkRun ? `${targetOf(place)}\n${targetOf(place, true)}` : targetOf(place);

export const placeOf = ({ repository, commit, pullRequest }: GithubEvent, context: string): Place => ({
  owner: repository.owner,
  repo: repository.name,
  // Of a pull request the head, also where its merge is built.
  sha: pullRequest?.headSha ?? commit.sha,
  context,
});

/** For the scripts that accept and end a build: where its status goes, and its text after the number; empty for none. */
export function statusArguments(build: Omit<BuildDocument, 'number'>): [targets: string, tail: string] {
  if (build.github === undefined) return ['', ''];
  const place = placeOf(build.github, statusContext(build.folder, build.baseJob ?? build.job));
  const status = { job: build.job, ...place, ...resultOf(build) };
  return [targetsOf(place, build.github.checkRun === true), JSON.stringify(status).slice(1)];
}

function resultOf(build: Omit<BuildDocument, 'number'>): Pick<CommitStatus, 'state' | 'description'> {
  const { status, reason, durationMs, warnings, cause } = build;
  const took = durationMs === null ? '' : ` after ${humanDuration(durationMs)}`;
  switch (status) {
    case 'queued':
    case 'running':
    case 'cancelling':
      return {
        state: 'pending',
        description: cause.kind === 'rerun' ? `queued again by ${cause.by}` : 'queued',
      };
    case 'success': {
      const warned = warnings === 0 ? '' : `, ${count(warnings, 'warning')}`;
      return { state: 'success', description: `succeeded${took}${warned}` };
    }
    case 'failure':
    case 'timed_out':
      return { state: 'failure', description: `${reason ?? 'failed'}${took}` };
    case 'cancelled':
    case 'error':
      return { state: 'error', description: reason ?? 'could not be run' };
  }
}
