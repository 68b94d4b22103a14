import { expect, test } from 'vitest';
import type { Definition } from '../definition/index.ts';
import type { BuildDocument } from '../state/build.ts';
import { ended, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { listAllSchedules, listSchedules } from './list-schedules.ts';
import { fireDue } from './schedules.ts';
import { queueContext } from './testing/queue-context.ts';

const given = useState();

const server = () => queueContext(given);

/** Due by itself only on leap days, so that in a test it is due when `isDue` says so and never beside. */
const rare = { title: 'rare', cron: '0 0 29 2 *' };
const save = (schedules: Definition['schedules'], more: Partial<Definition> = {}) =>
  given.state.jobs.put('api', { ...sampleDefinition, ...more, ...(schedules && { schedules }) });

/** As if the next time of the schedule had been so long ago. */
async function isDue(msAgo: number, name = 'rare'): Promise<void> {
  const { schedules } = given.state;
  const found = (await schedules.read('api')).get(name);
  if (found === undefined) throw new Error('nothing is noted of it');
  await schedules.advance('api', name, found.text, { ...found.record, next: Date.now() - msAgo });
  await given.redis.zadd('drover:schedules', 0, 'api');
}

const builds = async () =>
  JSON.parse((await given.state.builds.page('api', { limit: 50 })).json) as unknown[];
const noted = async (name = 'rare') => (await given.state.schedules.read('api')).get(name)?.record;

test('a schedule that was just made starts nothing, and is looked at when it is due', async () => {
  const context = await server();
  await save([rare]);
  await fireDue(context);
  expect(await builds()).toEqual([]);
  const next = (await noted())?.next ?? 0;
  expect(next).toBeGreaterThan(Date.now());
  expect(Number(await given.redis.zscore('drover:schedules', 'api'))).toBe(next);
  await fireDue(context);
  expect(await builds()).toEqual([]);
});

test('however many servers look, each run is started once', async () => {
  const servers = await Promise.all([server(), server(), server()]);
  await save([rare, { ...rare, title: 'also' }]);
  await fireDue(servers[0]);
  for (let round = 1; round <= 5; round++) {
    await isDue(1_000);
    await isDue(1_000, 'also');
    await Promise.all(servers.map((context) => fireDue(context)));
    expect((await builds()).length).toBe(2 * round);
  }
  expect(await builds()).toContainEqual(
    expect.objectContaining({ cause: expect.objectContaining({ kind: 'schedule', schedule: 'rare' }) }),
  );
  expect(await noted()).toMatchObject({ lastBuild: expect.any(Number), lastAt: expect.any(Number) });
});

test('each schedule starts its builds with parameters of its own, beside the defaults of the job', async () => {
  const context = await server();
  await save(
    [
      { ...rare, parameters: { SUITE: 'long' } },
      { ...rare, title: 'also' },
    ],
    {
      parameters: [
        { title: 'SUITE', default: 'short' },
        { title: 'BRANCH', default: 'main' },
      ],
    },
  );
  await fireDue(context);
  await isDue(1_000);
  await isDue(1_000, 'also');
  await fireDue(context);
  const started = new Map(
    ((await builds()) as BuildDocument[]).map(({ cause, parameters }) => [cause.schedule, parameters]),
  );
  expect(Object.fromEntries(started)).toEqual({
    rare: { SUITE: 'long', BRANCH: 'main' },
    also: { SUITE: 'short', BRANCH: 'main' },
  });
});

test('a server that dies before it says when to look again has started the run once', async () => {
  const context = await server();
  await save([rare]);
  await fireDue(context);
  await isDue(1_000);
  const dying = {
    ...context,
    state: {
      ...context.state,
      schedules: { ...context.state.schedules, plan: () => Promise.reject(new Error('killed')) },
    },
  };
  await expect(fireDue(dying)).rejects.toThrow('killed');
  await fireDue(context);
  expect((await builds()).length).toBe(1);
});

test('with skipIfRunning nothing is started beside another build, and that is noted', async () => {
  const context = await server();
  await save([{ ...rare, skipIfRunning: true }]);
  await fireDue(context);
  await isDue(1_000);
  await fireDue(context);
  await isDue(1_000);
  await fireDue(context);
  expect((await builds()).length).toBe(1);
  expect((await noted())?.lastSkipped?.reason).toContain('under way');
  await given.state.builds.finish(ended(await given.state.builds.get('api', 1)), { expect: 'queued' });
  await isDue(1_000);
  await fireDue(context);
  expect((await builds()).length).toBe(2);
});

test('a run that is refused is noted and not tried again', async () => {
  const context = await server();
  await save([rare], { concurrency: { onNew: 'reject' } });
  await fireDue(context);
  await isDue(1_000);
  await fireDue(context);
  await isDue(1_000);
  await fireDue(context);
  await fireDue(context);
  expect((await builds()).length).toBe(1);
  expect((await noted())?.lastError?.message).toContain('full');
});

test('a changed schedule starts nothing for the past, a removed or disabled one nothing at all', async () => {
  const context = await server();
  await save([rare]);
  await fireDue(context);
  await isDue(1_000);
  await save([{ ...rare, cron: '0 1 29 2 *' }]);
  await fireDue(context);
  await save([{ ...rare, enabled: false }]);
  await fireDue(context);
  await save(undefined);
  await fireDue(context);
  expect(await builds()).toEqual([]);
  expect(await given.redis.exists('drover:schedules', 'drover:schedule:api')).toBe(0);
});

test('a renamed job keeps its schedules and their times, a deleted one leaves nothing', async () => {
  const context = await server();
  await save([{ title: 'nightly', cron: 'H H * * *' }]);
  await fireDue(context);
  const [before] = await listSchedules(context, 'api');
  await given.state.jobs.move('api', { name: 'other' });
  await fireDue(context);
  const [after] = await listSchedules(context, 'other');
  expect(after?.next).toEqual(before?.next);
  expect((await listAllSchedules(context, 10)).map(({ job }) => job)).toEqual(['other']);
  await given.state.jobs.delete('other');
  expect(await given.redis.exists('drover:schedules', 'drover:schedule:other')).toBe(0);
});

test('five next times are told by the clocks of the time zone', async () => {
  const context = await server();
  await save([{ title: 'often', cron: '30 3 * * *', timezone: 'Asia/Kolkata' }]);
  const [schedule] = await listSchedules(context, 'api');
  expect(schedule?.next).toHaveLength(5);
  for (const time of schedule?.next ?? []) expect(time).toMatch(/T03:30:00\+05:30$/);
});
