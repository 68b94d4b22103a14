import type { GithubEvent } from '../state/github-event.ts';
import type { BranchLink, PullRequestLink } from '../state/link.ts';
import type { GithubContext } from './context.ts';
import type { Refusal } from './filters.ts';
import { ignored, type Result } from './result.ts';

/** An event that the link does not want built: GitHub is told that there is nothing to wait for. */
export async function tellRefusal(
  { announce }: GithubContext,
  { job, checkRun }: PullRequestLink | BranchLink,
  event: GithubEvent,
  { reason, required }: Refusal,
): Promise<Result> {
  const description = `skipped: ${reason}`;
  if (required) await announce({ event, job, state: 'success', description, checkRun });
  return ignored(reason);
}
