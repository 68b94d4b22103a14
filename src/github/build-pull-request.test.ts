import { beforeEach, expect, test } from 'vitest';
import { ended, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { codeOf, useState } from '../state/testing/test-state.ts';
import { removeRetired } from './remove-retired.ts';
import { exampleRepository, fakeApi, type Integration, integrate, linkerOf } from './testing/github-test.ts';
import { pullRequest, shaOf } from './testing/payloads.ts';

const given = useState();
const link = linkerOf(given);
const running = (job: string, number: number) =>
  given.state.builds.claim(`${job}_${number}`, sampleClaim(`t${number}`));

let it: Integration;
beforeEach(async () => {
  it = await integrate(given);
});

test('one that is opened gets a copy of the job beside it, and a build with the event', async () => {
  await given.state.folders.put('team', '');
  await given.state.jobs.put(
    'api',
    { ...sampleDefinition, schedules: [{ cron: 'H 4 * * *' }] },
    { folder: 'team' },
  );
  await given.state.links.put(exampleRepository, 'pullrequest', { job: 'api' });
  const result = await it.send('pull_request', pullRequest('opened'));
  expect(result).toEqual({ outcome: 'started', reason: 'build api_pr2 #1', job: 'api_pr2', build: 1 });
  const { meta, ...copy } = await given.state.jobs.get('api_pr2');
  expect(meta).toMatchObject({
    parent: 'api',
    about: 'Update the README with new information.',
    folder: 'team',
    github: { pullRequest: { number: 2 } },
  });
  expect(copy).toEqual({ ...sampleDefinition, concurrency: { limit: 1, onNew: 'cancelRunning' } });
  const [build] = await it.builds('api_pr2');
  expect(build).toMatchObject({
    cause: { kind: 'pull_request', by: 'Codertocat' },
    github: {
      event: 'pull_request',
      action: 'opened',
      repository: { ...exampleRepository, cloneUrl: 'https://github.com/Codertocat/Hello-World.git' },
      commit: { sha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821', ref: 'refs/pull/2/head' },
      pullRequest: { number: 2, fork: false, targetBranch: 'master', sourceBranch: 'changes' },
    },
  });
});

test('each event refreshes the copy, and a newer commit takes the place of an older one', async () => {
  await link('pullrequest');
  await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': shaOf(2) }));
  await running('api_pr2', 1);
  await given.state.jobs.put('api', { ...sampleDefinition, title: 'New' });
  await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(3) }));
  expect((await given.state.jobs.get('api_pr2')).title).toBe('New');
  expect(await given.state.builds.cancelRequestOf('api_pr2_1')).toMatchObject({
    reason: 'superseded by api_pr2 #2',
  });
  await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(4) }));
  expect(await it.statuses('api_pr2')).toEqual(['3 queued', '2 cancelled', '1 running']);
});

test('in a group that the job shares with others older commits are superseded too, and nobody else is', async () => {
  await link('pullrequest', {}, { concurrency: { group: 'deploy', limit: 5 } });
  await given.state.jobs.put('other', { ...sampleDefinition, concurrency: { group: 'deploy', limit: 5 } });
  await it.send('pull_request', pullRequest('opened', { number: 9, 'pull_request.head.sha': shaOf(9) }));
  await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': shaOf(2) }));
  await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(3) }));
  expect(await it.statuses('api_pr2')).toEqual(['2 queued', '1 cancelled']);
  expect(await it.statuses('api_pr9')).toEqual(['1 queued']);
});

test('closed: its builds end and it is removed after a while; reopened it is there again, and counts on', async () => {
  await link('pullrequest', { keepClosed: '1h' });
  await it.send('pull_request', pullRequest('opened'));
  await running('api_pr2', 1);
  const closed = await it.send('pull_request', pullRequest('closed'));
  expect(closed).toMatchObject({
    outcome: 'closed',
    job: 'api_pr2',
    reason: expect.stringContaining('cancelled: 1'),
  });
  expect(await given.state.builds.cancelRequestOf('api_pr2_1')).toMatchObject({ by: 'github' });
  const removeAt = Number(await given.redis.zscore('drover:retired', 'api_pr2'));
  expect(removeAt - Date.now()).toBeGreaterThan(3_500_000);
  expect(removeAt - Date.now()).toBeLessThan(3_700_000);
  // Told once more, nobody asks the worker a second time.
  await it.send('pull_request', pullRequest('closed'));
  expect(await given.redis.hget('drover:state:api_pr2_1', 'cancels')).toBe('1');
  await given.state.builds.finish(ended(await given.state.builds.get('api_pr2', 1), 'cancelled'), {
    token: 't1',
  });

  const reopened = await it.send('pull_request', pullRequest('reopened'));
  expect(reopened).toMatchObject({ outcome: 'started', build: 2 });
  expect(await given.redis.zcard('drover:retired')).toBe(0);
  await it.send('pull_request', pullRequest('closed'));
  await given.redis.zadd('drover:retired', Date.now() - 1, 'api_pr2');
  await removeRetired(it.context);
  expect(await codeOf(given.state.jobs.get('api_pr2'))).toBe('JOB_NOT_FOUND');
  const left = await given.redis.keys('*api_pr2*');
  expect(left.filter((key) => !key.startsWith('drover:bull:'))).toEqual([]);
  expect(await it.send('pull_request', pullRequest('reopened'))).toMatchObject({ build: 3 });
});

test('one whose time is over and that was reopened meanwhile is not removed', async () => {
  await link('pullrequest');
  await it.send('pull_request', pullRequest('opened'));
  await it.send('pull_request', pullRequest('closed'));
  expect(await codeOf(given.state.jobs.deleteRetired('api_pr2'))).toBe('JOB_BUSY');
  await it.send('pull_request', pullRequest('reopened'));
  expect(await codeOf(given.state.jobs.deleteRetired('api_pr2'))).toBe('JOB_BUSY');
});

test('drafts, target branches and titles are looked at as the link says', async () => {
  await link('pullrequest', { drafts: false, branchesIgnore: ['release/*'] });
  const draft = await it.send('pull_request', pullRequest('opened', { 'pull_request.draft': true }));
  expect(draft).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining('draft') });
  expect(it.notices).toEqual([]);
  const release = pullRequest('opened', { 'pull_request.base.ref': 'release/1' });
  expect(await it.send('pull_request', release)).toMatchObject({ outcome: 'ignored' });
  const title = pullRequest('opened', { 'pull_request.title': 'Docs [CI Skip]' });
  expect(await it.send('pull_request', title)).toMatchObject({ reason: 'skipped by [CI Skip]' });
  expect(it.notices).toMatchObject([
    {
      job: 'api',
      state: 'success',
      description: 'skipped: target branch release/1 matches release/*, which is ignored',
    },
    { job: 'api', state: 'success', description: 'skipped: skipped by [CI Skip]' },
  ]);
  expect(await it.send('pull_request', pullRequest('ready_for_review'))).toMatchObject({
    outcome: 'started',
  });
});

test('the message of the head commit is asked for, and a GitHub that is away holds no build up', async () => {
  await link('pullrequest');
  it = await integrate(given, fakeApi({ commitMessage: async () => 'Typo\n\n[no ci]' }));
  expect(await it.send('pull_request', pullRequest('opened'))).toMatchObject({
    reason: 'skipped by [no ci]',
  });
  it = await integrate(given, fakeApi({ commitMessage: () => Promise.reject(new Error('away')) }));
  expect(await it.send('pull_request', pullRequest('opened'))).toMatchObject({ outcome: 'started' });
  it = await integrate(given, fakeApi({ commitMessage: async () => 'Typo\n\nmore' }));
  await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(6) }));
  const [build] = await it.builds('api_pr2');
  expect(build?.github?.commit).toMatchObject({ title: 'Typo', message: 'Typo\n\nmore' });
});

test('a draft that was built is not built again when it is ready', async () => {
  await link('pullrequest');
  await it.send('pull_request', pullRequest('opened', { 'pull_request.draft': true }));
  expect(await it.send('pull_request', pullRequest('ready_for_review'))).toMatchObject({
    outcome: 'ignored',
    reason: 'this commit was built when it was a draft',
  });
  const later = pullRequest('ready_for_review', { 'pull_request.head.sha': shaOf(7) });
  expect(await it.send('pull_request', later)).toMatchObject({ outcome: 'started', build: 2 });
});

test('changed files are asked for, and where GitHub does not tell them it is built', async () => {
  await link('pullrequest', { paths: ['src/**'] });
  expect((await it.send('pull_request', pullRequest('opened'))).reason).toContain(
    'neither a token nor an App',
  );
  const files = fakeApi({ pullRequestFiles: async () => ['docs/a.md'] });
  const asking = await integrate(given, files);
  expect(await asking.send('pull_request', pullRequest('synchronize'))).toMatchObject({
    outcome: 'ignored',
    reason: 'no changed file matches src/**',
  });
});
