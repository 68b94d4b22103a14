import { beforeEach, expect, test } from 'vitest';
import { useState } from '../state/testing/test-state.ts';
import { keptMs } from './end.ts';
import { exampleRepository, type Integration, integrate, linkerOf } from './testing/github-test.ts';
import { pullRequest, push, shaOf } from './testing/payloads.ts';

const given = useState();
const link = linkerOf(given);

let it: Integration;
beforeEach(async () => {
  it = await integrate(given);
});

test('a push builds a copy for the branch, by whoever pushed', async () => {
  await link('branch');
  const result = await it.send('push', push());
  expect(result).toMatchObject({ outcome: 'started', job: 'api_branch_master', build: 1 });
  expect(await it.builds('api_branch_master')).toMatchObject([
    {
      cause: { kind: 'push', by: 'Codertocat' },
      github: { commit: { branch: 'master', beforeSha: shaOf(1) } },
    },
  ]);
  expect((await given.state.jobs.get('api_branch_master')).concurrency).toEqual({
    limit: 1,
    onNew: 'replaceQueued',
  });
});

test('a force push, a deleted branch and one with a hostile name are what they are', async () => {
  await link('branch', { paths: ['src/**'] });
  const forced = push({ forced: true, after: shaOf(5) });
  expect(await it.send('push', forced)).toMatchObject({ outcome: 'started' });
  const hostile = await it.send('push', push({ ref: 'refs/heads/../../$(id)', forced: true }));
  expect(hostile.job).toMatch(/^api_branch_..-..---id--[0-9a-f]{8}$/);
  const gone = push({ deleted: true, after: '0'.repeat(40), head_commit: null, commits: [] });
  expect(await it.send('push', gone)).toMatchObject({ outcome: 'closed', job: 'api_branch_master' });
  expect(await it.statuses('api_branch_master')).toEqual(['1 cancelled']);
  const removeAt = Number(await given.redis.zscore('drover:retired', 'api_branch_master'));
  expect(Math.abs(removeAt - Date.now() - keptMs)).toBeLessThan(60_000);
  expect(await it.send('push', push({ deleted: true, ref: 'refs/heads/never' }))).toMatchObject({
    outcome: 'ignored',
  });
});

test('paths, branches and [skip ci] are looked at, and GitHub is told that there is nothing to wait for', async () => {
  await link('branch', { branches: ['master', 'release/*'], pathsIgnore: ['docs/**'] });
  const commit = { id: shaOf(3), message: 'x', added: [], removed: [], modified: ['docs/a/b.md'] };
  expect((await it.send('push', push({ commits: [commit] }))).reason).toContain(
    'all changed files match docs/**',
  );
  expect((await it.send('push', push({ ref: 'refs/heads/x' }))).reason).toContain('branch x matches none of');
  const skipped = push({ 'head_commit.message': 'Tidy\n\n[skip ci]' });
  expect(await it.send('push', skipped)).toMatchObject({ reason: 'skipped by [skip ci]' });
  expect(it.notices.map(({ state }) => state)).toEqual(['success', 'success', 'success']);
  await given.state.links.put(exampleRepository, 'branch', { job: 'api', skipCi: false });
  expect(await it.send('push', skipped)).toMatchObject({ outcome: 'started' });
});

test('tags only when the link says so, all in one job, each built', async () => {
  await link('branch');
  const tag = (name: string, over = {}) =>
    push({ ref: `refs/tags/${name}`, before: '0'.repeat(40), created: true, commits: [], ...over });
  expect(await it.send('push', tag('v1'))).toMatchObject({ outcome: 'ignored' });
  await link('branch', { tags: ['v*'] });
  expect(await it.send('push', tag('w1'))).toMatchObject({ reason: 'tag w1 matches none of v*' });
  const first = await it.send('push', tag('v1'));
  const second = await it.send('push', tag('v2'));
  expect(second).toMatchObject({ outcome: 'started', job: first.job, build: 2 });
  expect(await it.statuses(first.job ?? '')).toEqual(['2 queued', '1 queued']);
  await it.send('push', tag('v1', { deleted: true, after: '0'.repeat(40), head_commit: null }));
  expect(await it.statuses(first.job ?? '')).toEqual(['2 queued', '1 cancelled']);
  expect(await given.redis.zcard('drover:retired')).toBe(0);
});

test('a commit of a pull request is built once, unless the link wants both', async () => {
  await link('branch');
  await link('pullrequest');
  const ref = 'refs/heads/changes';
  const sha = shaOf(2);
  const pushed = push({ ref, after: sha, forced: true });
  expect(await it.send('push', pushed)).toMatchObject({ outcome: 'started', job: 'api_branch_changes' });
  await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': sha }));
  expect(await it.statuses('api_branch_changes')).toEqual(['1 cancelled']);
  const next = push({ ref, after: shaOf(3), forced: true });
  expect(await it.send('push', next)).toMatchObject({ outcome: 'ignored', job: 'api_pr2' });
  // What an open pull request is merged into is built.
  expect(await it.send('push', push({ after: shaOf(3) }))).toMatchObject({
    job: 'api_branch_master',
    build: 1,
  });
  await given.state.links.put(exampleRepository, 'branch', { job: 'api', openPullRequest: 'build' });
  expect(await it.send('push', next)).toMatchObject({ outcome: 'started', build: 2 });
  await given.state.links.put(exampleRepository, 'branch', { job: 'api' });
  await it.send('pull_request', pullRequest('closed'));
  expect(await it.send('push', push({ ref, after: shaOf(4), forced: true }))).toMatchObject({ build: 3 });
});
