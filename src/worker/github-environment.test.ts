import { expect, test } from 'vitest';
import type { BuildDocument } from '../state/build.ts';
import type { GithubEvent } from '../state/github-event.ts';
import { sampleEvent, samplePullRequest } from '../state/testing/sample-event.ts';
import { githubEnvironment, githubFiles } from './github-environment.ts';

const buildOf = (github?: GithubEvent) => ({ github, baseJob: 'api' }) as BuildDocument;

test('a push tells its repository and its commit, and nothing of a pull request', () => {
  const environment = githubEnvironment(buildOf(sampleEvent('Feature/Über_1')));
  expect(environment).toMatchObject({
    CI_BASE_JOB: 'api',
    CI_REPO: 'acme/api',
    CI_REPO_PRIVATE: 'false',
    CI_COMMIT_BRANCH: 'Feature/Über_1',
    CI_COMMIT_BRANCH_SLUG: 'feature-ber-1',
    CI_COMMIT_SHORT_SHA: 'aaaaaaaa',
    CI_EVENT: 'push',
  });
  expect(Object.keys(environment).filter((name) => name.startsWith('CI_PR_'))).toEqual([]);
  expect(environment).not.toHaveProperty('CI_COMMIT_TAG');
});

test('a pull request tells both of its ends', () => {
  const pull = samplePullRequest(25, { fork: true, sourceRepository: null, labels: ['bug', 'ui'] });
  const environment = githubEnvironment(buildOf(pull));
  expect(environment).toMatchObject({
    CI_PR_NUMBER: '25',
    CI_PR_IS_FORK: 'true',
    CI_PR_TARGET_BRANCH: 'main',
    CI_PR_LABELS: 'bug,ui',
  });
  expect(environment).not.toHaveProperty('CI_PR_SOURCE_REPO');
});

test('what no variable can hold is cut or taken out; the message is in a file as it is', () => {
  const event = sampleEvent();
  const message = `${'x'.repeat(300_000)}\0`;
  const commit = { ...event.commit, title: message, message };
  const build = buildOf({ ...event, commit });
  expect(githubEnvironment(build)['CI_COMMIT_TITLE']).toBe('x'.repeat(4_096));
  const pull = samplePullRequest(1, { title: 'a\0b' });
  expect(githubEnvironment(buildOf(pull))['CI_PR_TITLE']).toBe('ab');
  expect(githubFiles(build)['CI_COMMIT_MESSAGE_FILE']).toBe(message);
  expect(JSON.parse(githubFiles(build)['CI_EVENT_FILE'] ?? '')).toMatchObject({ event: 'push' });
});

test('a build without an event has none of it', () => {
  expect(githubEnvironment(buildOf())).toEqual({});
  expect(githubFiles(buildOf())).toEqual({});
});
