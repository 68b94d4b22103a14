import { beforeEach, describe, expect, test } from 'vitest';
import type { Concurrency } from '../definition/concurrency.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from './testing/sample-build.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();

beforeEach(() => given.state.jobs.put('api', sampleDefinition));

const submit = (over: Partial<Concurrency> = {}, priority = 0) =>
  given.state.builds.submit(
    sampleBuild({ priority }),
    {},
    {
      concurrency: { group: 'deploy', limit: 1, onNew: 'queue', limitIs: 'current', ...over },
    },
  );
const end = async (number: number) => {
  const build = await given.state.builds.get('api', number);
  return given.state.builds.finish(ended(build), { expect: 'queued' });
};
const place = async (number: number) =>
  (await given.state.waiting.read({ ids: [`api_${number}`] })).builds[0]?.group ?? null;

test('as many hold a place as the limit says, the others wait and are not delivered', async () => {
  expect((await submit({ limit: 2 })).admitted).toBe(true);
  expect((await submit({ limit: 2 })).admitted).toBe(true);
  expect((await submit({ limit: 2 })).admitted).toBe(false);
  expect(await place(3)).toEqual({
    group: 'deploy',
    limit: 2,
    holders: ['api #1', 'api #2'],
    lost: [],
    ahead: 0,
  });
  expect(await place(1)).toBeNull();
  expect(await given.state.builds.undelivered(Date.now())).toEqual(['api_1', 'api_2']);
  expect(await given.state.builds.claim('api_3', sampleClaim('t'))).toBeNull();
});

test('an end gives its place to the next, by priority and then in order', async () => {
  for (const priority of [0, 0, 0, 5]) await submit({}, priority);
  expect(await end(1)).toEqual(['api_4']);
  expect(await end(4)).toEqual(['api_2']);
  expect(await end(3)).toEqual([]);
  expect(await end(2)).toEqual([]);
  expect(await given.redis.keys('drover:group-*')).toEqual(['drover:group-order']);
});

test('a lost build that is queued again keeps its place', async () => {
  await submit();
  await submit();
  const claimed = await given.state.builds.claim('api_1', { ...sampleClaim('t'), leaseMs: 1 });
  if (claimed === null) throw new Error('not claimed');
  await expect.poll(() => given.redis.exists('drover:lease:api_1')).toBe(0);
  expect(await given.state.builds.requeue({ ...claimed.build, status: 'queued' }, 0)).toBe(true);
  expect((await place(2))?.holders).toEqual(['api #1']);
});

/** Build 1 has run on a worker that is lost. */
async function lose() {
  const claimed = await given.state.builds.claim('api_1', { ...sampleClaim('t'), leaseMs: 1 });
  if (claimed === null) throw new Error('not claimed');
  await expect.poll(() => given.redis.exists('drover:lease:api_1')).toBe(0);
  return claimed.build;
}

test('the place of a build whose worker was lost is held until that has surely ended it, and then given away', async () => {
  await submit();
  await submit();
  const heldUntil = Date.now() + 60_000;
  const lost = ended(await lose(), 'error');
  expect(await given.state.builds.finish(lost, { expect: 'leaseGone', heldUntil })).toEqual([]);
  expect(await given.state.builds.finish(lost, { expect: 'leaseGone', heldUntil })).toEqual([]);
  expect(await place(2)).toMatchObject({ holders: ['api #1'], lost: ['api #1'] });
  expect(await codeOf(submit({ onNew: 'reject' }))).toBe('GROUP_FULL');
  expect((await given.state.inventory.traces()).map(({ id }) => id)).toEqual(['api_2']);
  expect(await given.state.groups.release(heldUntil - 1)).toEqual([]);
  expect(await given.state.groups.release(heldUntil)).toEqual(['api_2']);
  expect(await given.state.groups.release(heldUntil)).toEqual([]);
  expect(await place(2)).toBeNull();
  expect(await end(2)).toEqual([]);
  expect(await given.redis.keys('drover:group-*')).toEqual(['drover:group-order']);
});

test('a held place is given away though its job has got another name and its build is gone', async () => {
  await submit();
  const heldUntil = Date.now() + 60_000;
  await given.state.builds.finish(ended(await lose(), 'error'), { expect: 'leaseGone', heldUntil });
  await given.state.jobs.move('api', { name: 'web' });
  await given.state.builds.remove('web', 1);
  await given.state.groups.release(heldUntil);
  expect(await given.redis.keys('drover:group-*')).toEqual([]);
});

test('a build that waits for another attempt and is cancelled leaves its place no sooner', async () => {
  await submit();
  await submit();
  const heldUntil = Date.now() + 60_000;
  await given.state.builds.requeue({ ...(await lose()), status: 'queued' }, heldUntil);
  expect(await end(1)).toEqual([]);
  expect(await given.state.groups.release(heldUntil)).toEqual(['api_2']);
});

test('the limit that counts is that of the definition saved last', async () => {
  await submit();
  await submit();
  await submit();
  const save = (limit: number) =>
    given.state.jobs.put('api', { ...sampleDefinition, concurrency: { group: 'Deploy', limit } });
  await save(2);
  expect(await place(2)).toBeNull();
  expect(await given.state.builds.undelivered(Date.now() + 60_000)).toContain('api_2');
  await save(1);
  expect(await end(1)).toEqual([]);
  expect(await end(2)).toEqual(['api_3']);
});

test('a build that raises the limit lets those go that waited before it', async () => {
  for (let number = 1; number <= 3; number += 1) await submit();
  expect(await submit({ limit: 3 })).toMatchObject({ admitted: false, released: ['api_2', 'api_3'] });
  expect(await given.state.builds.undelivered(Date.now())).toEqual(['api_1', 'api_2', 'api_3']);
  expect(await submit({ limit: 5, onNew: 'cancelRunning' })).toMatchObject({
    admitted: true,
    released: ['api_4'],
    superseded: ['api_1', 'api_2', 'api_3', 'api_4'],
  });
});

test('a build that lowers the limit waits until as many as it says are left, and takes no place from anybody', async () => {
  for (let number = 1; number <= 3; number += 1) await submit({ limit: 3 });
  expect(await submit({ limit: 1 })).toMatchObject({ admitted: false, released: [], superseded: [] });
  expect(await place(4)).toMatchObject({ limit: 1, holders: ['api #1', 'api #2', 'api #3'] });
  expect([await end(1), await end(2), await end(3)]).toEqual([[], [], ['api_4']]);
});

describe('with reject', () => {
  test('a raised limit gives its places to those that wait before it is asked whether the group is full', async () => {
    for (let number = 1; number <= 3; number += 1) await submit();
    expect(await codeOf(submit({ limit: 2, onNew: 'reject' }))).toBe('GROUP_FULL');
    // Whoever was refused is told of nobody: the sweep delivers it.
    expect(await given.state.builds.undelivered(Date.now())).toEqual(['api_1', 'api_2']);
    expect(await codeOf(submit({ limit: 3, onNew: 'reject' }))).toBe('GROUP_FULL');
    expect(await submit({ limit: 4, onNew: 'reject' })).toMatchObject({
      admitted: true,
      build: { number: 4 },
    });
  });

  test('a lowered limit refuses until fewer than it says hold a place', async () => {
    for (let number = 1; number <= 3; number += 1) await submit({ limit: 3 });
    const lowered = { limit: 2, onNew: 'reject' } as const;
    expect(await codeOf(submit(lowered))).toBe('GROUP_FULL');
    await end(1);
    expect(await codeOf(submit(lowered))).toBe('GROUP_FULL');
    await end(2);
    expect(await submit(lowered)).toMatchObject({ admitted: true, build: { number: 4 } });
  });
});

describe('with replaceQueued', () => {
  test('a raised limit gives its places first: only those that still wait are replaced', async () => {
    for (let number = 1; number <= 3; number += 1) await submit();
    expect(await submit({ limit: 2, onNew: 'replaceQueued' })).toMatchObject({
      admitted: false,
      released: ['api_2'],
      superseded: ['api_3'],
    });
    expect(await given.state.builds.cancelRequestOf('api_2')).toBeNull();
  });

  test('a lowered limit replaces those that wait, and leaves those that run alone', async () => {
    for (let number = 1; number <= 3; number += 1) await submit({ limit: 2 });
    expect(await submit({ limit: 1, onNew: 'replaceQueued' })).toMatchObject({
      admitted: false,
      released: [],
      superseded: ['api_3'],
    });
    expect([await end(3), await end(1), await end(2)]).toEqual([[], [], ['api_4']]);
  });
});

test('with cancelRunning and a lowered limit all before it end, and it begins when the last of them has', async () => {
  for (let number = 1; number <= 4; number += 1) await submit({ limit: 3 });
  expect(await submit({ limit: 1, onNew: 'cancelRunning' })).toMatchObject({
    admitted: false,
    released: [],
    superseded: ['api_1', 'api_2', 'api_3', 'api_4'],
  });
  expect([await end(4), await end(1), await end(2), await end(3)]).toEqual([[], [], [], ['api_5']]);
});

test('a definition that was stored with a build does not change the limit', async () => {
  await submit({ limit: 1 });
  const again = { group: 'deploy', limit: 9, onNew: 'queue', limitIs: 'stored' } as const;
  expect((await given.state.builds.submit(sampleBuild(), {}, { concurrency: again })).admitted).toBe(false);
});

test('reject refuses a new build while the group is full, and uses no number', async () => {
  await submit({ onNew: 'reject' });
  expect(await codeOf(submit({ onNew: 'reject' }))).toBe('GROUP_FULL');
  await end(1);
  expect((await submit({ onNew: 'reject' })).build.number).toBe(2);
});

test('replaceQueued asks those that wait to end, cancelRunning all before it', async () => {
  await submit();
  await submit();
  expect((await submit({ onNew: 'replaceQueued' })).superseded).toEqual(['api_2']);
  expect((await submit({ onNew: 'cancelRunning' })).superseded).toEqual(['api_1', 'api_2', 'api_3']);
  expect(await given.state.builds.cancelRequestOf('api_2')).toMatchObject({ reason: 'superseded by api #3' });
  expect(await given.state.builds.cancelRequestOf('api_1')).toMatchObject({
    by: 'drover',
    reason: 'superseded by api #4',
  });
  // Should whoever accepted it have died: the worker that takes it learns of it.
  expect(await given.state.builds.claim('api_1', sampleClaim('t'))).toMatchObject({
    cancel: { reason: 'superseded by api #4' },
  });
});

test('the place of a build whose state was lost is held too: a worker that is cut off may run it', async () => {
  for (let count = 0; count < 2; count++) {
    const concurrency = { group: 'deploy', limit: 1, onNew: 'queue', limitIs: 'current' } as const;
    await given.state.builds.submit(sampleBuild({ group: 'deploy' }), {}, { concurrency });
  }
  const claimed = await given.state.builds.claim('api_1', sampleClaim('t'));
  if (claimed === null) throw new Error('not claimed');
  await given.redis.del('drover:state:api_1', 'drover:lease:api_1');
  const heldUntil = Date.now() + 60_000;
  const condition = { expect: 'stateless', heldUntil } as const;
  expect(await given.state.builds.finish(ended(claimed.build, 'error'), condition)).toEqual([]);
  expect(await place(2)).toMatchObject({ holders: ['api #1'], lost: ['api #1'] });
  expect(await given.state.groups.release(heldUntil)).toEqual(['api_2']);
});
