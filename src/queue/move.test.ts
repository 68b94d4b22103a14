import { expect, onTestFinished, test } from 'vitest';
import type { BuildDocument } from '../state/build.ts';
import { parseBuildId } from '../state/build-id.ts';
import { sampleBuild, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { codeOf, useState } from '../state/testing/test-state.ts';
import { deliverBuild } from './deliver.ts';
import { createDelivery } from './delivery.ts';
import { moveBuild } from './move.ts';

const given = useState();

async function withDelivery() {
  const redis = given.redis.duplicate({ maxRetriesPerRequest: null });
  const delivery = createDelivery(redis, '');
  onTestFinished(async () => {
    await delivery.close();
    redis.disconnect();
  });
  await given.state.jobs.put('api', sampleDefinition);
  const context = { state: given.state, delivery };
  let age = 60_000;
  return {
    delivery,
    move: (number: number, to: { to: 'front' } | { priority: number }) =>
      moveBuild(context, 'api', number, { to, by: 'ann' }),
    /** Accepted after all before it. */
    submit: async (over: Partial<BuildDocument> = {}, offered = true) => {
      age -= 1_000;
      const queuedAt = new Date(Date.now() - age).toISOString();
      const group = over.group === undefined ? null : { group: over.group, limit: 1 };
      const { build, admitted } = await given.state.builds.submit(
        sampleBuild({ queuedAt, ...over }),
        {},
        { concurrency: group && { ...group, onNew: 'queue', limitIs: 'current' } },
      );
      if (admitted && offered) await deliverBuild(context, build);
      return build;
    },
    offer: (build: BuildDocument) => deliverBuild(context, build),
    /** What a worker with all labels takes, one after another. */
    takeAll: async (): Promise<string[]> => {
      const ids: string[] = [];
      for (;;) {
        const names = (await given.state.queues.list()).map(({ name }) => name);
        const [first] = await given.state.queues.inTurn(names);
        const taken = first === undefined ? null : await delivery.take(first);
        if (taken === null) return ids;
        ids.push(taken.id);
        await given.state.builds.claim(taken.id, sampleClaim('token'));
        await taken.done();
      }
    },
  };
}

const listed = async (limit = 10) =>
  (await given.state.waiting.read({ limit })).builds.map(({ id }) => parseBuildId(id).number);

test('a build that is moved to the front comes before all that wait, whatever labels and priorities they have', async () => {
  const { submit, move, takeAll } = await withDelivery();
  await submit({ priority: 10 });
  await submit();
  await submit({ runsOn: ['gpu'] });
  await submit({ runsOn: ['gpu'], priority: 10 });
  await move(2, { to: 'front' });
  await move(3, { to: 'front' });
  expect(await listed()).toEqual([3, 2, 1, 4]);
  expect(await listed(2)).toEqual([3, 2]);
  expect((await given.state.builds.get('api', 3)).moved).toEqual({
    by: 'ann',
    at: expect.any(String),
    to: 'front',
  });
  expect(await takeAll()).toEqual(['api_3', 'api_2', 'api_1', 'api_4']);
});

test('one that gets another priority waits among those of it by its age', async () => {
  const { submit, move, takeAll } = await withDelivery();
  for (const priority of [0, 5, 0, 5, 0]) await submit({ priority });
  expect(await move(3, { priority: 5 })).toMatchObject({ priority: 5, moved: { by: 'ann' } });
  await move(1, { priority: -1 });
  expect(await listed()).toEqual([2, 3, 4, 5, 1]);
  expect(await takeAll()).toEqual(['api_2', 'api_3', 'api_4', 'api_5', 'api_1']);
});

test('one that was at the front and gets a priority is at the front no more', async () => {
  const { submit, move, takeAll } = await withDelivery();
  for (let count = 0; count < 3; count++) await submit();
  await move(3, { to: 'front' });
  expect((await move(3, { priority: 0 })).moved).not.toHaveProperty('to');
  expect(await takeAll()).toEqual(['api_1', 'api_2', 'api_3']);
});

test('one that waits for its group moves there, and keeps its place when it has got one', async () => {
  const { submit, move, takeAll } = await withDelivery();
  for (let count = 0; count < 5; count++) await submit({ group: 'g' });
  await submit({ priority: 10 });
  await move(5, { to: 'front' });
  await move(4, { priority: 3 });
  const ahead = async (number: number) =>
    (await given.state.waiting.read({ ids: [`api_${number}`] })).builds[0]?.group?.ahead;
  expect(await Promise.all([2, 3, 4, 5].map(ahead))).toEqual([2, 3, 1, 0]);
  expect(await listed()).toEqual([5, 6, 4, 1, 2, 3]);
  await move(5, { priority: 0 });
  expect(await Promise.all([2, 3, 4, 5].map(ahead))).toEqual([1, 2, 0, 3]);
  await move(5, { to: 'front' });
  const first = await given.state.builds.get('api', 1);
  const admitted = await given.state.builds.finish(
    { ...first, status: 'cancelled', finishedAt: new Date().toISOString() },
    { expect: 'queued' },
  );
  expect(admitted).toEqual(['api_5']);
  const build = await given.state.builds.get('api', 5);
  const { offer, delivery } = await withDelivery();
  await delivery.withdraw('builds', 'api_1');
  await offer(build);
  expect(await takeAll()).toEqual(['api_5', 'api_6']);
});

test('one that was not offered yet is offered at its new place, and who is late with the old one changes nothing', async () => {
  const { submit, move, offer, takeAll } = await withDelivery();
  await submit({ priority: 1 });
  const late = await submit({}, false);
  await move(2, { to: 'front' });
  await offer(late);
  expect(await given.state.builds.undelivered(Date.now())).toEqual([]);
  expect(await takeAll()).toEqual(['api_2', 'api_1']);
});

test('another attempt that may not begin yet is not offered by a move', async () => {
  const { submit, move, delivery } = await withDelivery();
  const build = await submit();
  await (await delivery.take('builds'))?.done();
  await given.state.builds.claim('api_1', sampleClaim('token'));
  await given.redis.del('drover:lease:api_1');
  await given.state.builds.requeue({ ...build, attempt: 2 }, Date.now() + 60_000);
  await move(1, { to: 'front' });
  expect(await delivery.has('builds', 'api_1')).toBe(false);
  expect((await given.state.builds.get('api', 1)).attempt).toBe(2);
});

test('what does not wait cannot be moved', async () => {
  const { submit, move } = await withDelivery();
  await submit();
  await given.state.builds.claim('api_1', sampleClaim('token'));
  expect(await codeOf(move(1, { to: 'front' }))).toBe('BUILD_NOT_QUEUED');
  expect(await codeOf(move(2, { priority: 1 }))).toBe('BUILD_NOT_FOUND');
});

test('many moves at once each take place, and the documents say so', async () => {
  const { submit, move, takeAll } = await withDelivery();
  for (let count = 0; count < 6; count++) await submit();
  await Promise.all([6, 5, 4].map((number) => move(number, { to: 'front' })));
  await Promise.allSettled([1, 2, 3, 4].map((priority) => move(1, { priority })));
  const { priority } = await given.state.builds.get('api', 1);
  expect(await given.redis.hget('drover:state:api_1', 'priority')).toBe(String(priority));
  expect((await listed()).slice(0, 3)).toEqual(expect.arrayContaining([4, 5, 6]));
  expect((await takeAll()).slice(3)).toEqual(['api_1', 'api_2', 'api_3']);
});
