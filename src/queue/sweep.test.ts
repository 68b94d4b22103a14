import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { sampleBuild, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { startSweep } from './sweep.ts';
import { queueContext } from './testing/queue-context.ts';

const given = useState();

async function sweeping() {
  const context = await queueContext(given);
  const log = pino({ level: 'silent' });
  onTestFinished(startSweep({ ...context, log }, { everyMs: 200, lostAfterMs: 500 }));
  await given.state.jobs.put('api', sampleDefinition);
  return context.delivery;
}

const longAgo = () => new Date(Date.now() - 10_000).toISOString();

test('a build that was accepted but not delivered is delivered', async () => {
  const delivery = await sweeping();
  await given.state.builds.submit(sampleBuild({ queuedAt: longAgo() }), {});
  await expect.poll(async () => (await delivery.take('builds'))?.id).toBe('api_1');
  await expect.poll(() => given.state.builds.undelivered(Date.now())).toEqual([]);
});

test('a build whose taker died before it claimed it is offered again', async () => {
  const delivery = await sweeping();
  await given.state.builds.submit(sampleBuild({}), {});
  await delivery.offer('builds', 'api_1', 0);
  await given.state.builds.delivered('api_1');
  expect((await delivery.take('builds'))?.id).toBe('api_1');
  expect(await delivery.take('builds')).toBeNull();
  await given.redis.del('drover:bull:builds:api_1:lock');
  await expect.poll(async () => (await delivery.take('builds'))?.id).toBe('api_1');
});

test('a running build without a lease ends as an error that names the worker', async () => {
  await sweeping();
  const { builds } = given.state;
  await builds.submit(sampleBuild({ queuedAt: longAgo() }), {});
  await builds.claim('api_1', { ...sampleClaim('token'), leaseMs: 1 });
  await expect.poll(async () => (await builds.get('api', 1)).status).toBe('error');
  expect((await builds.get('api', 1)).reason).toMatch(/^worker .+ lost$/);
  expect((await builds.renew([{ id: 'api_1', token: 'token' }], 1000))[0]?.lost).toBe(true);
});

test('the place of a lost build in its group is given away when its worker has surely ended it, and not before', async () => {
  const delivery = await sweeping();
  const { builds } = given.state;
  const concurrency = { group: 'g', limit: 1, onNew: 'queue', limitIs: 'current' } as const;
  for (let number = 1; number <= 2; number++)
    await builds.submit(sampleBuild({ queuedAt: longAgo(), group: 'g' }), {}, { concurrency });
  await builds.claim('api_1', { ...sampleClaim('token'), leaseMs: 1 });
  await expect.poll(async () => (await builds.get('api', 1)).status).toBe('error');
  const heldUntil = Number(await given.redis.zscore('drover:group-held', 'api_1 g'));
  expect(heldUntil - Date.now()).toBeGreaterThan(30_000);
  expect(await delivery.take('builds')).toBeNull();
  await given.redis.zadd('drover:group-held', Date.now(), 'api_1 g');
  await expect.poll(async () => (await delivery.take('builds'))?.id).toBe('api_2');
  expect(await given.redis.exists('drover:group-held')).toBe(0);
});

test('a lost build whose job wants it is queued for another attempt, not before its worker has surely ended it', async () => {
  const delivery = await sweeping();
  const { builds } = given.state;
  const definition = { ...sampleDefinition, onWorkerLost: 'requeue' as const };
  await builds.submit(sampleBuild({ queuedAt: longAgo(), definition }), { NAME: 'value' });
  await builds.claim('api_1', { ...sampleClaim('token'), leaseMs: 1 });
  await expect.poll(async () => (await builds.get('api', 1)).status).toBe('queued');
  const build = await builds.get('api', 1);
  expect(build).toMatchObject({ attempt: 2, worker: null, startedAt: null, queueMs: null });
  expect(build.earlierAttempts).toMatchObject([{ attempt: 1, worker: 'w', reason: 'worker w lost' }]);
  expect(await delivery.take('builds')).toBeNull();
  expect(await builds.undelivered(Date.now() + 50_000)).toEqual([]);
  expect(await builds.undelivered(Date.now() + 60_000)).toEqual(['api_1']);
  expect((await builds.renew([{ id: 'api_1', token: 'token' }], 1000))[0]?.lost).toBe(true);
  await expect(builds.write(build, 'token')).rejects.toMatchObject({ code: 'LEASE_LOST' });
  const again = await builds.claim('api_1', sampleClaim('second'));
  expect(again).toMatchObject({ build: { attempt: 2, status: 'running' }, parameters: { NAME: 'value' } });
});

test('the copy beside the logs that was not written is written later', async () => {
  await sweeping();
  const { builds } = given.state;
  await builds.submit(sampleBuild({}), {});
  const claimed = await builds.claim('api_1', sampleClaim('token'));
  if (claimed === null || 'cancel' in claimed) throw new Error('not claimed');
  await builds.finish({ ...claimed.build, status: 'success' }, { token: 'token' });
  await given.redis.zadd('drover:uncopied', 1, 'api_1', 1, 'gone_7');
  await expect.poll(() => given.redis.exists('drover:uncopied')).toBe(0);
});
