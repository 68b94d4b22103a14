import { expect, onTestFinished, test } from 'vitest';
import { queueNameOf } from '../state/index.ts';
import { sampleBuild, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { createDelivery, type Delivery } from './delivery.ts';

const given = useState();

function open(): Delivery {
  const redis = given.redis.duplicate({ maxRetriesPerRequest: null });
  const delivery = createDelivery(redis, '');
  onTestFinished(async () => {
    await delivery.close();
    redis.disconnect();
  });
  return delivery;
}

test('whose turn it is does not depend on labels: priority counts, then age', async () => {
  const delivery = open();
  const { jobs, builds, queues } = given.state;
  await jobs.put('api', sampleDefinition);
  const submit = async (runsOn: string[], priority: number, age: number) => {
    const queuedAt = new Date(Date.now() - age).toISOString();
    const { build } = await builds.submit(sampleBuild({ runsOn, priority, queuedAt }), {});
    await delivery.offer(queueNameOf(runsOn), `api_${build.number}`, priority);
  };
  const names = ['builds', 'builds+gpu', 'builds+linux', 'builds+arm'];
  expect(await queues.inTurn(names)).toEqual([]);
  await submit([], 0, 1_000);
  await submit(['gpu'], 0, 3_000);
  await submit(['linux'], 5, 0);
  expect(await queues.inTurn(names)).toEqual(['builds+linux', 'builds+gpu', 'builds']);
  const first = await delivery.take('builds+linux');
  await first?.done();
  expect(await queues.inTurn(names)).toEqual(['builds+gpu', 'builds']);
  await submit([], 1, 0);
  expect(await queues.inTurn(names)).toEqual(['builds', 'builds+gpu']);
});

test('while builds wait in a queue workers are woken for it, and not after the last was claimed', async () => {
  const delivery = open();
  const { jobs, builds } = given.state;
  await jobs.put('api', sampleDefinition);
  for (const number of [1, 2]) {
    await builds.submit(sampleBuild(), {});
    await delivery.offer('builds', `api_${number}`, 0);
  }
  const claim = async () => {
    const taken = await delivery.take('builds');
    const claimed = await builds.claim(taken?.id ?? '', sampleClaim('t'));
    await taken?.done();
    return claimed !== null && 'more' in claimed ? claimed.more : null;
  };
  expect(await delivery.wait(['builds'], 1)).toBe('builds');
  await delivery.passOn('builds');
  expect(await delivery.wait(['builds'], 1)).toBe('builds');
  expect(await claim()).toBe(true);
  expect(await delivery.wait(['builds+gpu', 'builds'], 1)).toBe('builds');
  expect(await claim()).toBe(false);
  expect(await delivery.wait(['builds'], 0.05)).toBeNull();
  await delivery.wake();
  expect(await delivery.wait(['builds'], 1)).toBeNull();
});
