import { once } from 'node:events';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { hashSecret } from '../../state/identity/hash.ts';
import { sampleBuild, sampleDefinition } from '../../state/testing/sample-build.ts';
import { Identify } from '../access/identify.ts';
import { makeToken, useServer } from '../testing/test-server.ts';
import { recheckCallers } from './recheck.ts';

const given = useServer();
const sockets: WebSocket[] = [];
let scoped: string;

interface Message {
  type: string;
  id?: string;
  code?: string;
  job?: string;
  workers?: { builds: string[] }[];
  worker?: { builds: string[] };
}

beforeAll(async () => {
  for (const folder of ['mine', 'other']) {
    await given.state.folders.put(folder);
    await given.state.jobs.put(`job-of-${folder}`, sampleDefinition, { folder });
  }
  const grants = [{ folder: 'mine', role: 'viewer' as const }];
  scoped = await makeToken(given.state, { name: 'scoped', role: null, grants });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

async function watch(
  token: string,
): Promise<{ socket: WebSocket; heard: Message[]; send: (message: object) => void }> {
  const socket = new WebSocket(`${given.url.replace('http', 'ws')}/api/live`, ['drover'], {
    headers: { authorization: `Bearer ${token}` },
  });
  sockets.push(socket);
  const heard: Message[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as Message));
  await once(socket, 'open');
  return { socket, heard, send: (message) => socket.send(JSON.stringify(message)) };
}

const submit = (folder: string) =>
  given.state.builds.submit(sampleBuild({ job: `job-of-${folder}`, folder }), {});

test('news of builds are of those that may be seen, also of what was missed', async () => {
  const { heard, send } = await watch(scoped);
  send({ type: 'subscribe', channel: 'builds' });
  await expect.poll(() => heard.some(({ type }) => type === 'subscribed')).toBe(true);
  for (const folder of ['other', 'mine', 'other', 'mine']) await submit(folder);
  const builds = () => heard.filter(({ type }) => type === 'build').map(({ job }) => job);
  await expect.poll(builds).toEqual(['job-of-mine', 'job-of-mine']);
  const late = await watch(scoped);
  const since = heard.find(({ type }) => type === 'build')?.id;
  late.send({ type: 'subscribe', channel: 'builds', since });
  await expect.poll(() => late.heard.filter(({ type }) => type === 'build').length).toBe(1);
  await given.state.jobs.put('new-in-other', sampleDefinition, { folder: 'other' });
  await given.state.jobs.put('new-in-mine', sampleDefinition, { folder: 'mine' });
  const changed = () => heard.filter(({ type }) => type === 'changed').map(({ job }) => job);
  await expect.poll(changed).toEqual(['new-in-mine']);
  expect(JSON.stringify([heard, late.heard])).not.toContain('other');
});

test('what lies elsewhere cannot be watched, and is not there', async () => {
  const { heard, send } = await watch(scoped);
  for (const job of ['job-of-other', 'none']) {
    send({ type: 'subscribe', channel: 'output', job, build: 1 });
    send({ type: 'subscribe', channel: 'builds', job });
  }
  await expect.poll(() => heard.length).toBe(4);
  expect(heard.map(({ type, code, job }) => [type, code, job])).toEqual([
    ['error', 'JOB_NOT_FOUND', 'job-of-other'],
    ['error', 'JOB_NOT_FOUND', 'job-of-other'],
    ['error', 'JOB_NOT_FOUND', 'none'],
    ['error', 'JOB_NOT_FOUND', 'none'],
  ]);
});

test('workers are told of without the builds of others', async () => {
  const worker = {
    name: 'w',
    node: 'n',
    status: 'online' as const,
    labels: [],
    slots: 2,
    busy: 2,
    builds: ['job-of-mine_1', 'job-of-other_1'],
    load: 0,
    freeDisk: 1,
    version: '0',
  };
  await given.state.workers.heartbeat(worker);
  const mine = await watch(scoped);
  const all = await watch(given.tokens.viewer);
  for (const { send } of [mine, all]) send({ type: 'subscribe', channel: 'workers' });
  await expect.poll(() => all.heard.length + mine.heard.length).toBe(4);
  await given.state.workers.heartbeat(worker);
  const told = ({ heard }: typeof mine) =>
    heard.flatMap(({ workers = [], worker: one }) => [...workers, ...(one === undefined ? [] : [one])]);
  await expect.poll(() => told(mine).length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => told(all).length).toBeGreaterThanOrEqual(2);
  for (const { builds } of told(mine)) expect(builds).toEqual(['job-of-mine_1']);
  for (const { builds } of told(all)) expect(builds).toHaveLength(2);
});

test('one whose token is revoked, or whose rights change, does not watch on', async () => {
  const life = { idleMs: 60_000, longestMs: 60_000 };
  const identify = new Identify(given.state, life);
  const token = await makeToken(given.state, { name: 'leaving', role: 'viewer' });
  await given.state.users.put('changing', { role: 'viewer' });
  const user = await given.state.users.find('changing');
  const principal = { user: 'changing', since: user?.createdAt ?? '' };
  const session = await given.state.sessions.create(principal, { from: '', agent: '' }, life);
  const [leaving, changing, staying] = [await watch(token), await watch(token), await watch(token)];
  const watching = new Map([
    [
      leaving.socket,
      { credential: { kind: 'token' as const, secret: token }, caller: await identify.token(token) },
    ],
    [
      changing.socket,
      { credential: { kind: 'session' as const, secret: session }, caller: await identify.session(session) },
    ],
    [
      staying.socket,
      { credential: { kind: 'token' as const, secret: scoped }, caller: await identify.token(scoped) },
    ],
  ]);
  const stop = recheckCallers(watching, identify, 20);
  try {
    const closes = Promise.all([once(leaving.socket, 'close'), once(changing.socket, 'close')]);
    const view = await given.state.tokens.find(hashSecret(token));
    await given.state.tokens.revoke(view?.id ?? '');
    await given.state.users.put('changing', { role: 'runner' });
    identify.forget();
    const [[left], [changed]] = (await closes) as [[number], [number]];
    expect([left, changed]).toEqual([1008, 1013]);
    expect(staying.socket.readyState).toBe(WebSocket.OPEN);
  } finally {
    await stop();
  }
});
