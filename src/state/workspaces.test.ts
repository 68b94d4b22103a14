import { expect, test } from 'vitest';
import type { Resumed } from './build.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from './testing/sample-build.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();
const resumes: Resumed = { build: 'api_1', stage: 'Test', worker: 'w', folder: 'api_1' };
const kept = { folder: 'api_1', build: 'api_1', worker: 'w', node: 'node', bytes: 5_000_000_000 };

/** A workspace of `api_1`, and a function that accepts a build to go on in it. */
async function keptWorkspace(forMs = 60_000) {
  const { jobs, builds, workspaces } = given.state;
  await jobs.put('api', sampleDefinition);
  await builds.submit(sampleBuild(), {});
  await builds.finish(ended(await builds.get('api', 1), 'failure'), { expect: 'queued' });
  await workspaces.keep(kept, forMs);
  return () => builds.submit(sampleBuild({ resumes }), {});
}
const takenBy = async () =>
  (await given.state.workspaces.list()).workspaces.map((one) => one.takenBy ?? 'nobody');

test('what is kept is told with the time until when, by the clock of Redis', async () => {
  await keptWorkspace(30_000);
  const { now, workspaces } = await given.state.workspaces.list();
  expect(workspaces).toEqual([{ ...kept, until: expect.any(Number), text: expect.any(String) }]);
  const left = (workspaces[0]?.until ?? 0) - now;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(30_000);
});

test('one build goes on in it, and waits for its worker; a second is refused', async () => {
  const rerun = await keptWorkspace();
  await rerun();
  expect(await takenBy()).toEqual(['api_2']);
  expect(await given.state.queues.list()).toContainEqual({ name: 'builds@w', labels: [], worker: 'w' });
  expect(await codeOf(rerun())).toBe('WORKSPACE_TAKEN');
  expect(await given.redis.hget('drover:numbers', 'api')).toBe('2');
});

test('one that is over, dropped or of another build by now is gone', async () => {
  const rerun = await keptWorkspace(-2_000);
  expect(await codeOf(rerun())).toBe('WORKSPACE_GONE');
  await given.state.workspaces.keep({ ...kept, build: 'api_9' }, 60_000);
  expect(await codeOf(rerun())).toBe('WORKSPACE_GONE');
  await given.redis.del('drover:workspaces');
  expect(await codeOf(rerun())).toBe('WORKSPACE_GONE');
});

test('a build that is cancelled while it waits leaves the workspace to the next', async () => {
  const { builds } = given.state;
  const rerun = await keptWorkspace();
  await rerun();
  await builds.finish(ended(await builds.get('api', 2), 'cancelled'), { expect: 'queued' });
  expect(await takenBy()).toEqual(['nobody']);
  expect((await rerun()).build.number).toBe(3);
});

test('once a build has gone on in it, it is nobody’s, unless it is kept again', async () => {
  const { builds, workspaces } = given.state;
  const rerun = await keptWorkspace();
  await rerun();
  const claimed = await builds.claim('api_2', sampleClaim('token'));
  if (claimed === null) throw new Error('not claimed');
  await workspaces.keep({ ...kept, build: 'api_2' }, 60_000);
  await builds.finish(ended(claimed.build, 'failure'), { token: 'token' });
  expect(await takenBy()).toEqual(['nobody']);
  await builds.submit(sampleBuild({ resumes: { ...resumes, build: 'api_2' } }), {});
  const again = await builds.claim('api_3', sampleClaim('token'));
  if (again === null) throw new Error('not claimed');
  await builds.finish(ended(again.build, 'success'), { token: 'token' });
  expect(await takenBy()).toEqual([]);
});

test('with its worker the workspace is lost too: the build ends, or begins anew for any worker', async () => {
  const { builds } = given.state;
  const rerun = await keptWorkspace();
  await rerun();
  const claimed = await builds.claim('api_2', sampleClaim('token'));
  if (claimed === null) throw new Error('not claimed');
  await given.redis.del('drover:lease:api_2');
  const { resumes: _resumes, ...anew } = claimed.build;
  expect(await builds.requeue({ ...anew, status: 'queued', attempt: 2 }, 0)).toBe(true);
  expect(await takenBy()).toEqual([]);
  expect(await given.redis.hmget('drover:state:api_2', 'queue', 'workspace')).toEqual(['builds', null]);
});

test('it is dropped only as it was read', async () => {
  const { workspaces } = given.state;
  const rerun = await keptWorkspace();
  const [read] = (await workspaces.list()).workspaces;
  if (read === undefined) throw new Error('nothing is kept');
  await rerun();
  expect(await workspaces.drop(read)).toBe(false);
  const [now] = (await workspaces.list()).workspaces;
  expect(now !== undefined && (await workspaces.drop(now))).toBe(true);
  expect(await takenBy()).toEqual([]);
});
