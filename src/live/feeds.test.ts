import { expect, test } from 'vitest';
import { pollUntil } from '../lib/poll-until.ts';
import { buildId } from '../state/build.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import type { BuildMessage, ChangedMessage, GoneMessage, HeartbeatMessage } from './messages.ts';
import { startLive } from './testing/test-live.ts';

const given = useState();

/** Of a build. */
const life = ['queued', 'running', 'success'];

const read = (message: Buffer) => JSON.parse(message.toString()) as BuildMessage | ChangedMessage;

function listener() {
  const messages: (BuildMessage | ChangedMessage)[] = [];
  const told = (count: number) => pollUntil(async () => messages.length >= count, 5, 20_000);
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
  const { state, live, subscriptions } = await startLive(given);
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
  expect(all.messages.map((message) => `${message.job} ${describeChange(message)}`)).toEqual(
    ['api', 'web'].flatMap((job) => life.map((status) => `${job} ${status}`)),
  );
  expect(new Set(all.messages.map(({ id }) => id)).size).toBe(6);
  expect(all.messages.some((message) => 'definition' in message)).toBe(false);
  expect(web.messages.map(({ job }) => job)).toEqual(['web', 'web', 'web']);
  first.close();
  second.close();
  expect(await pollUntil(async () => subscriptions.size === 0, 5, 20_000)).toBe(true);
});

test('who comes back is told what it missed, or that nobody knows any more', async () => {
  const { state, redis, live } = await startLive(given);
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

test('lost messages are found in the history', async () => {
  const { state, redis, live } = await startLive(given);
  await state.jobs.put('api', sampleDefinition);
  const all = listener();
  const feed = await live.builds.subscribe({}, undefined, all);
  feed.start();
  const { build } = await state.builds.submit(sampleBuild({ job: 'api' }), {});
  await all.told(1);
  await redis.xadd(state.keys.history(), '*', 'build', buildId('api', build.number));
  await redis.xadd(state.keys.history(), '*', 'changed', '{"what":"folder","folder":"quiet"}');
  expect(await all.told(3)).toBe(true);
  expect(all.messages.map(describeChange)).toEqual(['queued', 'queued', 'folder quiet']);
  feed.close();
});

test('heartbeats come as they are sent; a worker whose life has run out is told once as offline, one that signs off as gone', async () => {
  const { state, redis, live, subscriptions } = await startLive(given);
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
  expect(await pollUntil(async () => messages.length === 1, 5, 20_000)).toBe(true);
  // As when 15 s have passed by the clock of Redis.
  await redis.del(state.keys.worker('a'));
  expect(await pollUntil(async () => messages.length === 2, 5, 20_000)).toBe(true);
  await state.workers.forget('b');
  expect(await pollUntil(async () => messages.length === 3, 5, 20_000)).toBe(true);
  expect(messages).toMatchObject([
    { type: 'heartbeat', worker: { name: 'b', status: 'online' } },
    { type: 'heartbeat', worker: { name: 'a', status: 'offline' } },
    { type: 'gone', name: 'b' },
  ]);
  feed.close();
  expect(await pollUntil(async () => subscriptions.size === 0, 5, 20_000)).toBe(true);
});

test('what becomes of jobs, folders and old builds is told in order with the builds, and to who comes back', async () => {
  const { state, live } = await startLive(given);
  const all = listener();
  const ofTeam = listener();
  const ofBuild = listener();
  const feeds = [
    await live.builds.subscribe({}, undefined, all),
    await live.builds.subscribe({ visible: (path) => path === 'team' }, undefined, ofTeam),
    await live.builds.subscribe({ job: 'api', build: 2 }, undefined, ofBuild),
  ];
  for (const feed of feeds) feed.start();
  const since = feeds[0]?.newest;

  await state.folders.put('team');
  await state.jobs.put('api', sampleDefinition);
  await runOne('api');
  await runOne('api');
  await state.builds.remove('api', 1);
  await state.jobs.move('api', { folder: 'team', name: 'web' });
  await state.builds.remove('web', 2);
  await state.jobs.delete('web');
  await state.folders.delete('team');

  const told = [
    'folder team',
    'job api in ',
    ...life,
    ...life,
    'builds api in  1',
    'job api in  gone',
    'job web in team',
    'builds web in team 2',
    'job web in team gone',
    'folder team gone',
  ];
  await all.told(told.length);
  expect(all.messages.map(describeChange)).toEqual(told);
  await ofTeam.told(5);
  expect(ofTeam.messages.map(describeChange)).toEqual([told[0], ...told.slice(10)]);
  await ofBuild.told(5);
  expect(ofBuild.messages.map(describeChange)).toEqual(['job api in ', ...life, 'job api in  gone']);
  const ids = all.messages.map(({ id }) => id);
  expect(new Set(ids).size).toBe(told.length);

  const back = await live.builds.subscribe({}, since, listener());
  expect(back.missing).toBe(false);
  const missed = back.changes.map(read).map(describeChange);
  // Builds that are gone have nothing to tell any more.
  expect(missed).toEqual(told.filter((text) => !life.includes(text)));
  for (const feed of [...feeds, back]) feed.close();
});

function describeChange(message: BuildMessage | ChangedMessage): string {
  if (message.type === 'build') return message.status;
  const { what, folder, job, gone, numbers = [] } = message;
  const subject = what === 'folder' ? folder : `${job} in ${folder}`;
  return [what, subject, ...numbers, ...(gone ? ['gone'] : [])].join(' ');
}
