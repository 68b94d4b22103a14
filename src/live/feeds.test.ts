import { expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../lib/poll-until.ts';
import { buildId } from '../state/build.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { createStorage } from '../storage/index.ts';
import { temporaryFolder } from '../storage/testing/temporary-folder.ts';
import { createLive } from './live.ts';
import type { BuildMessage, GoneMessage, HeartbeatMessage } from './messages.ts';
import { Subscriptions } from './subscriptions.ts';

const given = useState();

async function setUp() {
  const { state, redis } = given;
  const subscriptions = new Subscriptions(redis);
  onTestFinished(() => subscriptions.close());
  const storage = createStorage(await temporaryFolder());
  const publish = (channel: string, message: string | Buffer) => redis.publish(channel, message);
  return { state, redis, subscriptions, live: createLive({ state, storage, subscriptions, publish }) };
}

const read = (message: Buffer) => JSON.parse(message.toString()) as BuildMessage;

function listener() {
  const messages: BuildMessage[] = [];
  const told = (count: number) => pollUntil(async () => messages.length >= count, 5, 5_000);
  return {
    messages,
    told,
    changed: (message: Buffer) => void messages.push(read(message)),
    missed: () => {},
  };
}

async function runOne(job: string) {
  const { state } = given;
  const { build } = await state.builds.submit(sampleBuild({ job }), {});
  const claimed = await state.builds.claim(buildId(job, build.number), sampleClaim('token'));
  if (claimed !== null) await state.builds.finish(ended(claimed.build), { token: 'token' });
}

test('every change of every build comes once, in order, with a rising id and without the definition', async () => {
  const { state, live, subscriptions } = await setUp();
  await state.jobs.put('api', sampleDefinition);
  await state.jobs.put('web', sampleDefinition);
  const all = listener();
  const web = listener();
  const first = await live.builds.subscribe({}, undefined, all);
  const second = await live.builds.subscribe({ job: 'web', build: 1 }, undefined, web);
  first.start();
  second.start();
  await runOne('api');
  await runOne('web');
  await all.told(6);
  expect(all.messages.map(({ type, job, status }) => `${type} ${job} ${status}`)).toEqual(
    ['api', 'web'].flatMap((job) =>
      ['queued', 'running', 'success'].map((status) => `build ${job} ${status}`),
    ),
  );
  expect(new Set(all.messages.map(({ id }) => id)).size).toBe(6);
  expect(all.messages.some((message) => 'definition' in message)).toBe(false);
  expect(web.messages.map(({ job }) => job)).toEqual(['web', 'web', 'web']);
  first.close();
  second.close();
  expect(await pollUntil(async () => subscriptions.size === 0, 5, 2_000)).toBe(true);
});

test('who comes back is told what it missed, or that nobody knows any more', async () => {
  const { state, redis, live } = await setUp();
  await state.jobs.put('api', sampleDefinition);
  const before = await live.builds.subscribe({}, undefined, listener());
  before.close();
  await runOne('api');
  const back = await live.builds.subscribe({}, before.newest, listener());
  expect(back.missing).toBe(false);
  expect(back.changes.map(read)).toMatchObject([
    { job: 'api', number: 1, status: 'success', id: back.newest },
  ]);
  back.close();
  const again = await live.builds.subscribe({}, back.newest, listener());
  expect([again.missing, again.changes.length]).toEqual([false, 0]);
  again.close();
  await redis.xtrim(state.keys.history(), 'MAXLEN', 0);
  const late = await live.builds.subscribe({}, back.newest, listener());
  expect(late.missing).toBe(true);
  late.close();
});

test('a lost message is found in the history', async () => {
  const { state, redis, live } = await setUp();
  await state.jobs.put('api', sampleDefinition);
  const all = listener();
  const feed = await live.builds.subscribe({}, undefined, all);
  feed.start();
  const { build } = await state.builds.submit(sampleBuild({ job: 'api' }), {});
  await all.told(1);
  await redis.xadd(state.keys.history(), '*', 'build', buildId('api', build.number));
  expect(await all.told(2)).toBe(true);
  feed.close();
});

test('heartbeats come as they are sent; a worker whose life has run out is told once as offline, one that signs off as gone', async () => {
  const { state, redis, live, subscriptions } = await setUp();
  const messages: (HeartbeatMessage | GoneMessage)[] = [];
  const heartbeat = (name: string) =>
    state.workers.heartbeat({
      name,
      node: 'n',
      status: 'online',
      labels: [],
      slots: 1,
      busy: 0,
      builds: [],
      load: 0,
      freeDisk: 0,
      version: '1',
    });
  await heartbeat('a');
  const feed = await live.workers.subscribe((message) => void messages.push(message));
  expect(feed.workers.map(({ name, status }) => [name, status])).toEqual([['a', 'online']]);
  await heartbeat('b');
  expect(await pollUntil(async () => messages.length === 1, 5, 3_000)).toBe(true);
  // As when 15 s have passed by the clock of Redis.
  await redis.del(state.keys.worker('a'));
  expect(await pollUntil(async () => messages.length === 2, 5, 5_000)).toBe(true);
  await state.workers.forget('b');
  expect(await pollUntil(async () => messages.length === 3, 5, 5_000)).toBe(true);
  expect(messages).toMatchObject([
    { type: 'heartbeat', worker: { name: 'b', status: 'online' } },
    { type: 'heartbeat', worker: { name: 'a', status: 'offline' } },
    { type: 'gone', name: 'b' },
  ]);
  feed.close();
  expect(await pollUntil(async () => subscriptions.size === 0, 5, 2_000)).toBe(true);
});
