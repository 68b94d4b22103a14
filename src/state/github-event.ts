/**
 * What a GitHub event tells of the build that it starts: in the build's document as `github`, in the job's
 * `meta.github` the one it was last refreshed by. Values are those of the event; nothing here is a secret.
 */
export interface GithubEvent {
  event: 'push' | 'pull_request';
  /** As `opened` or `synchronize`; a push has none. */
  action?: string;
  /** `X-GitHub-Delivery` */
  delivery: string;
  repository: GithubRepository;
  commit: GithubCommit;
  pullRequest?: GithubPullRequest;
  /** The link wants a check run beside the status of the commit. */
  checkRun?: true;
  /** Who let a commit from a fork be built, and when (ISO 8601 UTC). */
  approval?: { by: string; at: string };
}

export interface GithubRepository {
  owner: string;
  name: string;
  /** Address of its page. */
  url: string;
  /** Address to clone from, without credentials. */
  cloneUrl: string;
  defaultBranch: string;
  private: boolean;
}

export interface GithubCommit {
  /** What is built, 40 or 64 hex digits: the head of a pull request, the new end of a branch. */
  sha: string;
  /** As `refs/heads/main`, `refs/tags/v1` or `refs/pull/25/head`. */
  ref: string;
  branch?: string;
  tag?: string;
  /** First line of the message. */
  title?: string;
  message?: string;
  author?: string;
  authorEmail?: string;
  /** ISO 8601 */
  timestamp?: string;
  /** Where the branch was before; none for a new one. */
  beforeSha?: string;
}

export interface GithubPullRequest {
  number: number;
  title: string;
  url: string;
  /** Login of whoever opened it. */
  author: string;
  sourceBranch: string;
  targetBranch: string;
  headSha: string;
  baseSha: string;
  mergeSha?: string;
  /** `owner/name` of the repository it comes from; null when that was deleted. */
  sourceRepository: string | null;
  fork: boolean;
  draft: boolean;
  labels: string[];
}
