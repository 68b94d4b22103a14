import { safeFileName } from '../lib/safe-file-name.ts';
import type { BuildDocument } from '../state/build.ts';
import type { GithubEvent, GithubPullRequest } from '../state/github-event.ts';

/** Linux gives a process 128 KiB for one variable, and some MiB for all; what is longer is in a file. */
const longest = 4_096;

type Values = Record<string, string | number | boolean | null | undefined>;

/**
 * What the event of GitHub tells that started the build. These texts are written by whoever pushes: they are
 * values of variables and nothing else, and what does not apply is left out.
 */
export function githubEnvironment({ github, baseJob }: BuildDocument): Record<string, string> {
  if (github === undefined) return {};
  const { repository, commit, pullRequest } = github;
  return textsOf({
    CI_BASE_JOB: baseJob,
    CI_EVENT: github.event,
    CI_EVENT_ACTION: github.action,
    CI_EVENT_DELIVERY: github.delivery,
    CI_REPO: `${repository.owner}/${repository.name}`,
    CI_REPO_OWNER: repository.owner,
    CI_REPO_NAME: repository.name,
    CI_REPO_URL: repository.url,
    CI_REPO_CLONE_URL: repository.cloneUrl,
    CI_REPO_DEFAULT_BRANCH: repository.defaultBranch,
    CI_REPO_PRIVATE: repository.private,
    ...commitValues(commit),
    ...(pullRequest === undefined ? {} : pullRequestValues(pullRequest)),
  });
}

/** What may be large, by the variable that holds the path of its file. */
export function githubFiles({ github }: BuildDocument): Record<string, string> {
  if (github === undefined) return {};
  const { message } = github.commit;
  return {
    CI_EVENT_FILE: `${JSON.stringify(github, null, 2)}\n`,
    ...(message === undefined ? {} : { CI_COMMIT_MESSAGE_FILE: message }),
  };
}

const commitValues = (commit: GithubEvent['commit']): Values => ({
  CI_COMMIT_SHA: commit.sha,
  CI_COMMIT_SHORT_SHA: commit.sha.slice(0, 8),
  CI_COMMIT_REF: commit.ref,
  CI_COMMIT_BRANCH: commit.branch,
  CI_COMMIT_BRANCH_SLUG: commit.branch === undefined ? undefined : slugOf(commit.branch),
  CI_COMMIT_TAG: commit.tag,
  CI_COMMIT_TITLE: commit.title,
  CI_COMMIT_AUTHOR: commit.author,
  CI_COMMIT_AUTHOR_EMAIL: commit.authorEmail,
  CI_COMMIT_TIMESTAMP: commit.timestamp,
  CI_COMMIT_BEFORE_SHA: commit.beforeSha,
});

const pullRequestValues = (pr: GithubPullRequest): Values => ({
  CI_PR_NUMBER: pr.number,
  CI_PR_TITLE: pr.title,
  CI_PR_URL: pr.url,
  CI_PR_AUTHOR: pr.author,
  CI_PR_SOURCE_BRANCH: pr.sourceBranch,
  CI_PR_TARGET_BRANCH: pr.targetBranch,
  CI_PR_HEAD_SHA: pr.headSha,
  CI_PR_BASE_SHA: pr.baseSha,
  CI_PR_MERGE_SHA: pr.mergeSha,
  CI_PR_SOURCE_REPO: pr.sourceRepository,
  CI_PR_IS_FORK: pr.fork,
  CI_PR_DRAFT: pr.draft,
  CI_PR_LABELS: pr.labels.join(','),
});

/** Fit for a host name: lower case, at most 63 characters. */
const slugOf = (branch: string): string =>
  safeFileName(branch.toLowerCase().replace(/[^a-z0-9]+/g, '-'))
    .slice(0, 63)
    .replace(/-+$/, '');

function textsOf(values: Values): Record<string, string> {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '') return [];
    // No variable can hold a NUL.
    return [[name, String(value).replaceAll('\0', '').slice(0, longest)]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
