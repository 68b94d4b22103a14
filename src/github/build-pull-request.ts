import { withTimeout } from '../lib/with-timeout.ts';
import type { GithubEvent, GithubPullRequest } from '../state/github-event.ts';
import type { PullRequestLink } from '../state/link.ts';
import { GithubFault } from './api/index.ts';
import type { GithubContext } from './context.ts';
import { derivedFor } from './derived-job.ts';
import { asksForFiles, refusePullRequest } from './filters.ts';
import { findLink } from './find-link.ts';
import type { ChangedFiles, Occurrence } from './occurrence.ts';
import { messageFields } from './read-occurrence.ts';
import { ignored, type Result } from './result.ts';
import { startDerived } from './start-derived.ts';
import { endBranchBuilds } from './supersede.ts';
import { tellRefusal } from './tell-refusal.ts';

type Proposed = Extract<Occurrence, { kind: 'proposed' }>;

/** A pull request is new, has new commits, or is there again. */
export async function buildPullRequest(
  context: GithubContext,
  { event: told, by }: Pick<Proposed, 'event' | 'by'>,
  { replayed = false, approval }: { replayed?: boolean; approval?: GithubEvent['approval'] } = {},
): Promise<Result> {
  const found = await findLink(context, told.repository, 'pullrequest');
  if ('result' in found) return found.result;
  const { link } = found;
  const event = link.skipCi === false ? told : await withMessage(context, told);
  const { pullRequest } = event;
  if (pullRequest === undefined) return ignored('it tells of no pull request');
  const { files, note } = await changedFiles(context, link, event, pullRequest);
  const refusal = refusePullRequest(link, event, files);
  if (refusal !== null) return tellRefusal(context, link, event, refusal);
  const from = { kind: 'pull', number: pullRequest.number } as const;
  const before = await derivedFor(context, link.job, event.repository, from);
  if (event.action === 'ready_for_review' && link.drafts !== false && !replayed && before !== null) {
    const what = await context.state.derived.lastBuilt(before.meta.name);
    if (what?.endsWith(` ${event.commit.sha}`))
      return ignored('this commit was built when it was a draft', before.meta.name);
  }
  const approved = approval ?? earlierApproval(before?.meta.github, event);
  const policy = link.forks ?? 'approve';
  if (pullRequest.fork && policy === 'approve' && approved === undefined)
    return waitForApproval(context, link, event, by, pullRequest);
  const result = await startDerived(context, {
    link,
    event: approved === undefined ? event : { ...event, approval: approved },
    from,
    cause: { kind: 'pull_request', by },
    replayed,
  });
  if (result.outcome === 'started' && !pullRequest.fork) {
    await context.state.derived.openHead(event.repository, pullRequest.sourceBranch, result.job ?? '');
    await endBranchBuilds(context, event, pullRequest.sourceBranch, `${result.job} #${result.build}`);
  }
  return note === null ? result : { ...result, reason: `${result.reason}; ${note}` };
}

const messageWithinMs = 3_000;

/**
 * The event of a pull request does not tell the message of its head commit, where `[skip ci]` may stand. That GitHub is away
 * or slow holds no build up: then it is not looked at.
 */
async function withMessage({ github, log }: GithubContext, event: GithubEvent): Promise<GithubEvent> {
  const { repository, commit } = event;
  if (github === null || commit.message !== undefined) return event;
  try {
    const asked = github.commitMessage(repository.owner, repository.name, commit.sha);
    const message = await withTimeout(
      asked,
      messageWithinMs,
      'GitHub takes long to tell the message of a commit',
    );
    return message === null ? event : { ...event, commit: { ...commit, ...messageFields(message) } };
  } catch (err) {
    log.warn({ err, commit: commit.sha }, 'message of a commit not read');
    return event;
  }
}

/** A commit that was approved once stays so, as when the pull request is reopened. */
function earlierApproval(before: GithubEvent | undefined, { commit }: GithubEvent): GithubEvent['approval'] {
  return before?.commit.sha === commit.sha ? before.approval : undefined;
}

async function waitForApproval(
  { state, announce }: GithubContext,
  { job, checkRun }: PullRequestLink,
  event: GithubEvent,
  sender: string,
  { number, author }: GithubPullRequest,
): Promise<Result> {
  await state.approvals.wait(number, { job, event, sender, since: new Date().toISOString() });
  const description = 'waiting for approval: it comes from a fork';
  await announce({ event, job, state: 'pending', description, checkRun });
  return {
    outcome: 'waiting',
    reason: `it comes from a fork: commit ${event.commit.sha.slice(0, 10)} of ${author} waits for approval`,
  };
}

/** The payload does not name the files that a pull request changes. Where GitHub does not tell them either, it is built. */
async function changedFiles(
  { github }: GithubContext,
  link: PullRequestLink,
  { repository: { owner, name } }: GithubEvent,
  { number }: GithubPullRequest,
): Promise<{ files: ChangedFiles; note: string | null }> {
  if (!asksForFiles(link)) return { files: null, note: null };
  if (github === null)
    return {
      files: null,
      note: 'its files were not looked at, since there is neither a token nor an App for GitHub',
    };
  try {
    return { files: await github.pullRequestFiles(owner, name, number), note: null };
  } catch (error) {
    if (!(error instanceof GithubFault)) throw error;
    return { files: null, note: `its files were not looked at: ${error.message}` };
  }
}
