import type { Approval, WaitingApproval } from '../state/approvals.ts';
import type { Repository } from '../state/link.ts';
import { buildPullRequest } from './build-pull-request.ts';
import type { GithubContext } from './context.ts';
import type { Result } from './result.ts';

/**
 * Lets a commit of a pull request from a fork be built. The approval is written down first: should this be cut off, the next
 * look at what was approved starts the build. Throws NOT_FOUND, APPROVAL_STALE.
 */
export async function approve(
  context: GithubContext,
  repository: Repository,
  number: number,
  approval: Approval,
): Promise<Result> {
  const waiting = await context.state.approvals.approve(repository, number, approval);
  return buildApproved(context, waiting, approval);
}

/** What was approved, and whose build was not started: whoever was at it has died. */
export async function buildForgottenApprovals(context: GithubContext): Promise<void> {
  for (const { waiting, approval } of await context.state.approvals.approved()) {
    if (Date.now() - Date.parse(approval.at) > forgottenAfterMs)
      await buildApproved(context, waiting, approval);
  }
}

const forgottenAfterMs = 10_000;

async function buildApproved(
  context: GithubContext,
  { event, sender }: WaitingApproval,
  { by, at, sha }: Approval,
): Promise<Result> {
  const result = await buildPullRequest(context, { event, by: sender }, { approval: { by, at } });
  await context.state.approvals.settle(event.repository, event.pullRequest?.number ?? 0, sha);
  return result;
}
