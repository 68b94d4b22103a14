import { expect, test } from 'vitest';
import { mostAttempts } from '../definition/index.ts';
import { sampleBuild, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { requeueLost } from './requeue.ts';

const given = useState();
const definition = { ...sampleDefinition, onWorkerLost: 'requeue' as const };

async function lost(over = {}) {
  const { jobs, builds } = given.state;
  await jobs.put('api', sampleDefinition);
  await builds.submit(sampleBuild({ definition, ...over }), {});
  const claimed = await builds.claim('api_1', sampleClaim('token'));
  if (claimed === null) throw new Error('not claimed');
  return claimed.build;
}
const loseLease = () => given.redis.del('drover:lease:api_1');

test('a build whose worker still holds the lease is left alone', async () => {
  const build = await lost();
  expect(await requeueLost(given, build)).toBe(false);
  expect((await given.state.builds.get('api', 1)).status).toBe('running');
});

test('one that somebody wants cancelled is not run again', async () => {
  const build = await lost();
  await given.state.builds.requestCancel('api_1', { by: 'ann', at: new Date().toISOString(), reason: '' });
  await loseLease();
  expect(await requeueLost(given, build)).toBe(false);
});

test('a job that does not ask for it, and a build that had all its attempts, get none', async () => {
  const build = await lost();
  await loseLease();
  expect(await requeueLost(given, { ...build, definition: sampleDefinition })).toBe(false);
  expect(await requeueLost(given, { ...build, attempt: mostAttempts })).toBe(false);
  expect(await requeueLost(given, build)).toBe(true);
});

test('a worker that is stopped gives a build back at once, and only while it is its own', async () => {
  const build = await lost();
  expect(await given.state.builds.requeue({ ...build, status: 'queued' }, 0, 'another token')).toBe(false);
  expect(await given.state.builds.requeue({ ...build, status: 'queued', attempt: 2 }, 0, 'token')).toBe(true);
  expect(await given.redis.exists('drover:lease:api_1')).toBe(0);
  expect((await given.state.builds.renew([{ id: 'api_1', token: 'token' }], 1))[0]?.lost).toBe(true);
});
