import { parseDuration } from '../lib/duration.ts';
import type { Job } from '../state/job.ts';
import type { GithubContext } from './context.ts';
import { derivedFor } from './derived-job.ts';
import type { DerivedFrom } from './derived-name.ts';
import { findLink } from './find-link.ts';
import type { Occurrence } from './occurrence.ts';
import { ignored, type Result } from './result.ts';
import { endBuilds } from './supersede.ts';

type Closed = Extract<Occurrence, { kind: 'closed' }>;
type Deleted = Extract<Occurrence, { kind: 'deleted' }>;

/** How long a copy stays whose pull request or branch has ended, when the link does not say. */
export const keptMs = 7 * 86_400_000;

/** A pull request was merged or closed: its builds end, and its copy is removed after a while. */
export async function endPullRequest(
  context: GithubContext,
  { repository, number, merged }: Closed,
): Promise<Result> {
  await context.state.approvals.settle(repository, number, null);
  const found = await findLink(context, repository, 'pullrequest');
  if ('result' in found) return found.result;
  const job = await derivedFor(context, found.link.job, repository, { kind: 'pull', number });
  const what = `pull request ${number} was ${merged ? 'merged' : 'closed'}`;
  if (job === null) return ignored(`${what}, and nothing was built of it`);
  const source = job.meta.github?.pullRequest?.sourceBranch;
  if (source !== undefined) await context.state.derived.closeHead(repository, source, job.meta.name);
  return end(context, job, what, found.link.keepClosed);
}

/** A branch was deleted. Of the job that all tags share only the builds of the tag end. */
export async function endBranch(context: GithubContext, { repository, ref }: Deleted): Promise<Result> {
  const found = await findLink(context, repository, 'branch');
  if ('result' in found) return found.result;
  const { link } = found;
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
  const from: DerivedFrom = branch === null ? { kind: 'tags' } : { kind: 'branch', branch };
  const job = await derivedFor(context, link.job, repository, from);
  const what =
    branch === null ? `tag ${ref.slice('refs/tags/'.length)} was deleted` : `branch ${branch} was deleted`;
  if (job === null) return ignored(`${what}, and nothing was built of it`);
  if (branch !== null) return end(context, job, what, link.keepClosed);
  const { name } = job.meta;
  const ended = await endBuilds(context, name, what, (build) => build.github?.commit.ref === ref);
  return { outcome: 'closed', reason: `${what}; builds cancelled: ${ended}`, job: name };
}

async function end(
  context: GithubContext,
  job: Job,
  what: string,
  keep: string | undefined,
): Promise<Result> {
  const { name } = job.meta;
  const keepMs = (keep === undefined ? null : parseDuration(keep)) ?? keptMs;
  await context.state.derived.retire(name, Date.now() + keepMs);
  const ended = await endBuilds(context, name, what);
  return { outcome: 'closed', reason: `${what}; builds cancelled: ${ended}`, job: name };
}
