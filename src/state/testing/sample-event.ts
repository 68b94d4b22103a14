import type { GithubEvent, GithubPullRequest } from '../github-event.ts';

/** A push to a branch of `acme/api`, for tests. */
export function sampleEvent(branch = 'main', sha = 'a'.repeat(40)): GithubEvent {
  return {
    event: 'push',
    delivery: 'd-1',
    repository: {
      owner: 'acme',
      name: 'api',
      url: 'https://github.com/acme/api',
      cloneUrl: 'https://github.com/acme/api.git',
      defaultBranch: 'main',
      private: false,
    },
    commit: { sha, ref: `refs/heads/${branch}`, branch, title: 'Change it', message: 'Change it' },
  };
}

/** A pull request of `acme/api` into `main`, for tests. */
export function samplePullRequest(number = 25, over: Partial<GithubPullRequest> = {}): GithubEvent {
  const headSha = over.headSha ?? 'b'.repeat(40);
  const { repository } = sampleEvent();
  return {
    event: 'pull_request',
    action: 'opened',
    delivery: 'd-2',
    repository,
    commit: { sha: headSha, ref: `refs/pull/${number}/head`, branch: 'feature', title: 'A feature' },
    pullRequest: {
      number,
      title: 'A feature',
      url: `https://github.com/acme/api/pull/${number}`,
      author: 'ann',
      sourceBranch: 'feature',
      targetBranch: 'main',
      headSha,
      baseSha: 'c'.repeat(40),
      sourceRepository: 'acme/api',
      fork: false,
      draft: false,
      labels: [],
      ...over,
    },
  };
}
