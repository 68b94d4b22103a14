import { beforeEach, expect, test } from 'vitest';
import { useState } from '../state/testing/test-state.ts';
import { retireOrphans } from './remove-retired.ts';
import { exampleRepository, type Integration, integrate, linkerOf } from './testing/github-test.ts';
import { pullRequest, push, shaOf } from './testing/payloads.ts';

const given = useState();
const link = linkerOf(given);

let it: Integration;
beforeEach(async () => {
  it = await integrate(given);
});

test('the same delivery starts one build, however often and by however many it is processed', async () => {
  await link('branch');
  const once = { id: 'once' };
  const results = await Promise.all([1, 2, 3].map(() => it.send('push', push(), once)));
  for (const result of results) expect(result).toMatchObject({ outcome: 'started', build: 1 });
  expect((await it.builds('api_branch_master')).length).toBe(1);
});

test('two deliveries of the same commit, as of an App and a webhook, start one build', async () => {
  await link('branch');
  await it.send('push', push());
  expect(await it.send('push', push())).toMatchObject({ outcome: 'ignored' });
  expect(await it.send('push', push(), { replayOf: 'x' })).toMatchObject({ outcome: 'started', build: 2 });
  // Back to an earlier commit is another thing.
  await it.send('push', push({ after: shaOf(8), forced: true }));
  expect(await it.send('push', push({ forced: true }))).toMatchObject({ outcome: 'started', build: 4 });
});

test('two repositories that are linked to one job have copies of their own', async () => {
  await link('pullrequest');
  await given.state.links.put({ owner: 'acme', name: 'web' }, 'pullrequest', { job: 'api' });
  const other = { 'repository.full_name': 'acme/web', 'pull_request.head.repo.full_name': 'acme/web' };
  expect(await it.send('pull_request', pullRequest('opened'))).toMatchObject({ job: 'api_pr2' });
  const { job = '' } = await it.send('pull_request', pullRequest('opened', other));
  expect(job).toMatch(/^api_pr2-[0-9a-f]{8}$/);
  await it.send('pull_request', pullRequest('closed', other));
  expect(await it.statuses(job)).toEqual(['1 cancelled']);
  expect(await it.statuses('api_pr2')).toEqual(['1 queued']);
});

test('a job that cannot be built without being asked says what is missing', async () => {
  await link('branch', {}, { parameters: [{ title: 'VERSION', required: true }] });
  const result = await it.send('push', push());
  expect(result).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('VERSION') });
  expect(it.notices).toMatchObject([{ state: 'error', description: result.reason }]);
});

test('no link, a link by hand that is none, and a job that is gone are told', async () => {
  expect(await it.send('push', push())).toMatchObject({
    outcome: 'ignored',
    reason: 'branches of Codertocat/Hello-World are not linked to a job',
  });
  await given.redis.set('github_Codertocat_Hello-World_branch', '{}');
  expect((await it.send('push', push())).reason).toContain('cannot be read');
  await given.redis.set('github_Codertocat_Hello-World_branch', '{"job":"gone"}');
  expect(await it.send('push', push())).toMatchObject({
    outcome: 'failed',
    reason: 'the linked job gone does not exist',
  });
  expect((await it.send('push', push({ 'repository.full_name': 'emu_acme/x' }))).outcome).toBe('ignored');
});

test('a copy whose link is gone is removed after a while', async () => {
  await link('branch');
  await it.send('push', push());
  await retireOrphans(it.context);
  expect(await given.redis.zcard('drover:retired')).toBe(0);
  await given.state.links.delete(exampleRepository, 'branch');
  await retireOrphans(it.context);
  expect(await given.redis.zrange('drover:retired', '0', '-1')).toEqual(['api_branch_master']);
});
