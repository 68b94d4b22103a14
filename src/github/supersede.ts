import { DroverError } from '../errors/error.ts';
import { cancelBuild } from '../queue/cancel.ts';
import { type BuildSummary, buildId, isFinished } from '../state/build.ts';
import type { GithubEvent } from '../state/github-event.ts';
import type { GithubContext } from './context.ts';
import { derivedFor } from './derived-job.ts';
import type { DerivedFrom } from './derived-name.ts';

/** A copy has few builds that are not finished: newer ones take the place of older ones. */
const lookedAt = 100;

/** Cancels the unfinished builds of a job that `which` says; resolves to how many. */
export async function endBuilds(
  context: Pick<GithubContext, 'state' | 'delivery' | 'storage'>,
  job: string,
  reason: string,
  which: (build: BuildSummary) => boolean = () => true,
): Promise<number> {
  const { json } = await context.state.builds.page(job, { limit: lookedAt });
  const builds = (JSON.parse(json) as BuildSummary[]).filter(
    (build) => !isFinished(build.status) && which(build),
  );
  const request = { by: 'github', at: new Date().toISOString(), reason };
  let ended = 0;
  for (const { number } of builds) {
    // Asked for once more, its hooks would be skipped.
    if ((await context.state.builds.cancelRequestOf(buildId(job, number))) !== null) continue;
    try {
      await cancelBuild(context, job, number, request);
      ended += 1;
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof DroverError) || error.status >= 500) throw error;
    }
  }
  return ended;
}

/** Of a pull request only the newest commit counts; of a branch those that run go on. */
export async function endEarlierBuilds(
  context: GithubContext,
  job: string,
  number: number,
  { kind }: DerivedFrom,
): Promise<void> {
  if (kind === 'tags') return;
  await endBuilds(
    context,
    job,
    `superseded by ${job} #${number}`,
    (build) => build.number < number && (kind === 'pull' || build.status === 'queued'),
  );
}

/** A commit that a pull request builds is not built for its branch as well. */
export async function endBranchBuilds(
  context: GithubContext,
  { repository, commit }: GithubEvent,
  branch: string,
  by: string,
): Promise<void> {
  const found = await context.state.links.find(repository, 'branch');
  if (found === null || !('link' in found) || found.link.openPullRequest === 'build') return;
  if (branch === repository.defaultBranch) return;
  const job = await derivedFor(context, found.link.job, repository, { kind: 'branch', branch });
  if (job === null) return;
  const reason = `${by} builds this commit for its pull request`;
  await endBuilds(context, job.meta.name, reason, (build) => build.github?.commit.sha === commit.sha);
}
