import { expect, onTestFinished, test } from 'vitest';
import { queueNameOf } from '../state/index.ts';
import { sampleBuild, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { createDelivery } from './delivery.ts';

const given = useState();

test('whose turn it is does not depend on labels: priority counts, then age', async () => {
  const redis = given.redis.duplicate({ maxRetriesPerRequest: null });
  const delivery = createDelivery(redis, '');
  onTestFinished(async () => {
    await delivery.close();
    redis.disconnect();
  });
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
