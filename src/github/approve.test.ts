import { beforeEach, expect, test } from 'vitest';
import type { Definition } from '../definition/index.ts';
import { codeOf, useState } from '../state/testing/test-state.ts';
import { approve, buildForgottenApprovals } from './approve.ts';
import { exampleRepository, type Integration, integrate, linkerOf } from './testing/github-test.ts';
import { fromFork, pullRequest, shaOf } from './testing/payloads.ts';

const given = useState();
const link = linkerOf(given);

let it: Integration;
beforeEach(async () => {
  it = await integrate(given);
});

test('wait for approval of their commit; who gave it is in the build, and the next commit waits again', async () => {
  await link('pullrequest', { forkLabel: 'untrusted' }, {
    secrets: ['TOKEN'],
    runsOn: ['linux'],
  } as Partial<Definition>);
  const first = fromFork('opened', { 'pull_request.head.sha': shaOf(2) });
  expect(await it.send('pull_request', first)).toMatchObject({ outcome: 'waiting' });
  expect(await codeOf(given.state.jobs.get('api_pr2'))).toBe('JOB_NOT_FOUND');
  expect(it.notices).toMatchObject([{ state: 'pending', job: 'api' }]);

  const say = (sha: string) =>
    approve(it.context, exampleRepository, 2, { sha, by: 'ann', at: new Date().toISOString() });
  expect(await codeOf(say(shaOf(1)))).toBe('APPROVAL_STALE');
  expect(await say(shaOf(2))).toMatchObject({ outcome: 'started', job: 'api_pr2', build: 1 });
  const [build] = await it.builds('api_pr2');
  expect(build?.github).toMatchObject({ approval: { by: 'ann' }, pullRequest: { fork: true } });
  const { meta: _meta, ...copy } = await given.state.jobs.get('api_pr2');
  expect(copy).toMatchObject({ runsOn: ['linux', 'untrusted'] });
  expect(copy).not.toHaveProperty('secrets');
  expect(await given.state.approvals.list()).toEqual([]);
  expect(await codeOf(say(shaOf(2)))).toBe('NOT_FOUND');

  const second = fromFork('synchronize', { 'pull_request.head.sha': shaOf(3) });
  expect(await it.send('pull_request', second)).toMatchObject({ outcome: 'waiting' });
  expect(await given.state.approvals.list()).toMatchObject([{ event: { commit: { sha: shaOf(3) } } }]);
  await it.send('pull_request', fromFork('closed'));
  expect(await given.state.approvals.list()).toEqual([]);
  expect(await codeOf(say(shaOf(3)))).toBe('NOT_FOUND');
});

test('a commit that was approved stays so when the pull request is reopened', async () => {
  await link('pullrequest');
  const of = (action: string) => fromFork(action, { 'pull_request.head.sha': shaOf(2) });
  await it.send('pull_request', of('opened'));
  await approve(it.context, exampleRepository, 2, { sha: shaOf(2), by: 'ann', at: new Date().toISOString() });
  await it.send('pull_request', of('closed'));
  expect(await it.send('pull_request', of('reopened'))).toMatchObject({ outcome: 'started', build: 2 });
});

test('an approval whose server died starts the build later', async () => {
  await link('pullrequest');
  await it.send('pull_request', fromFork('opened', { 'pull_request.head.sha': shaOf(2) }));
  const at = new Date(Date.now() - 60_000).toISOString();
  await given.state.approvals.approve(exampleRepository, 2, { sha: shaOf(2), by: 'ann', at });
  await buildForgottenApprovals(it.context);
  await buildForgottenApprovals(it.context);
  expect(await it.builds('api_pr2')).toMatchObject([{ github: { approval: { by: 'ann' } } }]);
  expect(await given.redis.exists('drover:approved', 'drover:approvals')).toBe(0);
});

test('are built or ignored when the link says so, also those whose fork was deleted', async () => {
  await link('pullrequest', { forks: 'ignore' });
  expect(await it.send('pull_request', fromFork('opened'))).toMatchObject({ outcome: 'ignored' });
  expect(it.notices).toEqual([]);
  await link('pullrequest', { forks: 'build' });
  const gone = pullRequest('opened', { 'pull_request.head.repo': null });
  expect(await it.send('pull_request', gone)).toMatchObject({ outcome: 'started' });
  const [build] = await it.builds('api_pr2');
  expect(build?.github?.pullRequest).toMatchObject({ fork: true, sourceRepository: null });
});
