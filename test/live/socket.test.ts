import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nodeSockets } from '../../src/cli/client/live.ts';
import { LiveClient, outputStream } from '../../src/live/client/index.ts';
import { tokenProtocols } from '../../src/live/client/socket.ts';
import { Cluster } from './support/cluster.ts';
import { RawSocket, upgradeStatus } from './support/raw-socket.ts';
import { RoundRobin } from './support/round-robin.ts';

let cluster: Cluster;
const open: RawSocket[] = [];

beforeAll(async () => {
  cluster = await Cluster.start();
  await cluster.drover.job('hello', 'echo hello');
});

afterEach(async () => {
  for (const socket of open.splice(0)) {
    await socket.close();
    expect(socket.faults).toEqual([]);
  }
});

afterAll(() => cluster.stop());

async function connect(server = 0): Promise<RawSocket> {
  const socket = await RawSocket.open(cluster.urls[server] ?? '', cluster.drover.token);
  open.push(socket);
  return socket;
}

describe('who may connect', () => {
  const status = (headers: Record<string, string>, protocols?: string[]) =>
    upgradeStatus(cluster.urls[0] ?? '', headers, protocols);
  const bearer = () => ({ authorization: `Bearer ${cluster.drover.token}` });

  test('without a token, or with a wrong one, the answer is 401', async () => {
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await status({}, tokenProtocols('wrong'))).toBe(401);
    expect(await status({}, ['drover', 'token.%%%'])).toBe(401);
  });

  test('a token as a header or as a subprotocol opens it', async () => {
    expect(await status(bearer())).toBe(101);
    expect(await status({}, tokenProtocols(cluster.drover.token))).toBe(101);
  });

  test('a page of another origin is refused, one of this server is not', async () => {
    const { host } = new URL(cluster.urls[0] ?? '');
    expect(await status({ ...bearer(), origin: `http://${host}` })).toBe(101);
    for (const origin of [
      'http://evil.example',
      `http://${host}.evil.example`,
      'null',
      `http://evil.example/?${host}`,
    ]) {
      expect(`${origin} ${await status({ ...bearer(), origin })}`).toBe(`${origin} 403`);
    }
  });
});

test('behind a proxy each request of a session may come to another server, and so may its WebSocket', async () => {
  await cluster.drover.job('behind', 'true');
  const proxy = await RoundRobin.start(cluster.urls);
  try {
    const origin = { origin: proxy.url };
    const json = { ...origin, 'content-type': 'application/json' };
    const body = JSON.stringify({ token: cluster.drover.token });
    const signedIn = await fetch(`${proxy.url}/api/session`, { method: 'POST', headers: json, body });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const builds = `${proxy.url}/api/jobs/behind/builds`;
    for (let round = 0; round < 2; round += 1) {
      const started = await fetch(builds, { method: 'POST', headers: { ...json, cookie }, body: '{}' });
      expect(started.status).toBe(201);
      expect((await fetch(builds, { headers: { cookie } })).status).toBe(200);
      expect(await upgradeStatus(proxy.url, { ...origin, cookie })).toBe(101);
    }
    const signedOut = await fetch(`${proxy.url}/api/session`, {
      method: 'DELETE',
      headers: { ...origin, cookie },
    });
    expect(signedOut.status).toBe(204);
    expect(Math.min(...proxy.counts)).toBeGreaterThan(2);
  } finally {
    await proxy.stop();
  }
});

describe('what makes no sense', () => {
  test.each([
    'no json',
    '',
    '[]',
    'null',
    '7',
    '{}',
    '{"type":"sing"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","channel":"weather"}',
    '{"type":"subscribe","channel":"output"}',
    '{"type":"subscribe","channel":"output","job":"x","build":0}',
    '{"type":"subscribe","channel":"output","job":"hello","build":1,"offsets":{"a":-1}}',
    '{"type":"subscribe","channel":"builds","since":"yesterday"}',
    '{"type":"subscribe","channel":"builds","extra":1}',
    '{"type":"__proto__","channel":"constructor"}',
  ])('%s is answered with an error, and the socket stays', async (text) => {
    const socket = await connect();
    socket.say(text);
    expect((await socket.hear('error')).message).not.toBe('');
    socket.say({ type: 'subscribe', channel: 'workers' });
    await socket.hear('workers');
    expect(socket.closed).toBeNull();
  });

  test('a build that does not exist is an error that names the subscription', async () => {
    const socket = await connect();
    socket.say({ type: 'subscribe', channel: 'output', job: 'nobody', build: 7 });
    expect(await socket.hear('error')).toMatchObject({ channel: 'output', job: 'nobody', build: 7 });
  });

  test('a log outside of the build and an offset beyond its end do no harm', async () => {
    await cluster.drover.run('hello');
    const socket = await connect();
    const offsets = { '../../../secret': 0, 'main/step-1.log': 1_000_000 };
    socket.say({ type: 'subscribe', channel: 'output', job: 'hello', build: 1, offsets });
    await socket.hear('end');
    expect(socket.messages.filter(({ type }) => type === 'output')).toEqual([]);
  });
});

describe('limits', () => {
  test('a socket has at most 100 subscriptions; ending one makes room', async () => {
    const socket = await connect();
    for (let n = 0; n < 101; n += 1) socket.say({ type: 'subscribe', channel: 'builds', job: `job-${n}` });
    await socket.hear('error');
    expect(socket.count('subscribed')).toBe(100);
    socket.say({ type: 'unsubscribe', channel: 'builds', job: 'job-0' });
    socket.say({ type: 'subscribe', channel: 'builds', job: 'job-new' });
    await socket.hear('subscribed', ({ job }) => job === 'job-new');
    expect(socket.count('error')).toBe(1);
  });

  test('a message of more than 64 KiB is an error, one of more than 1 MiB closes the socket with 1009', async () => {
    const socket = await connect();
    socket.say(`"${'x'.repeat(70_000)}"`);
    expect((await socket.hear('error')).message).toContain('64 KiB');
    expect(socket.closed).toBeNull();
    socket.say(`"${'x'.repeat(1_100_000)}"`);
    await expect.poll(() => socket.closed).toBe(1009);
  });
});

test('who comes back with the offsets of more logs than one message holds goes on where it was', async () => {
  const build = await cluster.drover.run('hello');
  const log = build.stages[0]?.steps[0]?.log ?? '';
  const faults: Error[] = [];
  const client = new LiveClient({
    urls: cluster.urls,
    openSocket: nodeSockets(cluster.drover.token),
    onError: (error) => faults.push(error),
  });
  const others = Array.from({ length: 3_000 }, (_, index) => [`a stage of many/step number ${index}.log`, 7]);
  const offsets = Object.fromEntries([[log, 2], ...others]) as Record<string, number>;
  let text = '';
  for await (const message of outputStream(client, { job: 'hello', build: build.number, offsets }))
    if (message.type === 'output') text += message.data;
  client.close();
  expect([text, faults]).toEqual(['llo\n', []]);
});

describe('builds', () => {
  test('every change of a build reaches subscribers at both servers, for all jobs, one job and one build', async () => {
    const sockets = [await connect(0), await connect(1)];
    await cluster.drover.job('watched', 'echo a');
    const { number } = await cluster.drover.run('watched');
    const next = number + 1;
    for (const socket of sockets) {
      socket.say({ type: 'subscribe', channel: 'builds' });
      socket.say({ type: 'subscribe', channel: 'builds', job: 'watched', build: next });
      await socket.hear('subscribed', ({ build }) => build === next);
    }
    await cluster.drover.run('hello');
    await cluster.drover.run('watched');
    for (const socket of sockets) {
      const ended = await socket.hear(
        'build',
        (build) => build.job === 'watched' && build.status === 'success',
      );
      expect(ended).not.toHaveProperty('definition');
      const states = socket.messages.flatMap((m) =>
        m.type === 'build' && m.job === 'hello' ? [m.status] : [],
      );
      expect(states[0]).toBe('queued');
      expect(states).toContain('running');
      expect(states.at(-1)).toBe('success');
      const ids = socket.messages.flatMap((m) => (m.type === 'build' && m.job === 'hello' ? [m.id] : []));
      expect(ids).toEqual([...new Set(ids)]);
    }
  });

  test('what happened while a client was away comes first at any server', async () => {
    const first = await connect(0);
    first.say({ type: 'subscribe', channel: 'builds', job: 'hello' });
    const { id: since = '' } = await first.hear('subscribed');
    await first.close();
    const { number } = await cluster.drover.run('hello');
    const second = await connect(1);
    second.say({ type: 'subscribe', channel: 'builds', job: 'hello', since });
    await second.hear('build', (build) => build.number === number && build.status === 'success');
    expect(second.messages[0]?.type).toBe('subscribed');
  });

  test('a client that was away for too long is told to reload', async () => {
    const socket = await connect();
    socket.say({ type: 'subscribe', channel: 'builds' });
    const { id: since = '' } = await socket.hear('subscribed');
    const redis = new Redis(cluster.redis.url.replace('unix://', ''));
    const events = redis.pipeline();
    for (let n = 0; n < 1_500; n += 1)
      events.xadd('drover:history', 'MAXLEN', '~', 1000, '*', 'build', 'hello_1');
    await events.exec();
    redis.disconnect();
    const again = await connect(1);
    again.say({ type: 'subscribe', channel: 'builds', since });
    await again.hear('reload');
  }, 180_000);
});

describe('workers', () => {
  test('idle workers are listed first, tell of themselves every 5 s, and are gone when they sign off', async () => {
    const socket = await connect();
    await cluster.drover.startWorker('guest');
    socket.say({ type: 'subscribe', channel: 'workers' });
    const { workers } = await socket.hear('workers');
    expect(workers.map(({ name }) => name)).toEqual(['guest', 'one', 'two']);
    const beats = () =>
      socket.messages.filter((m) => m.type === 'heartbeat' && m.worker.name === 'one').length;
    await expect.poll(beats).toBeGreaterThanOrEqual(2);
    await cluster.drover.processes.at(-1)?.stop();
    await socket.hear('gone', ({ name }) => name === 'guest');
  });

  test('one that dies is offline after 15 s', async () => {
    const socket = await connect(1);
    const worker = await cluster.drover.startWorker('mortal');
    socket.say({ type: 'subscribe', channel: 'workers' });
    await socket.hear('workers');
    await worker.stop('SIGKILL');
    const died = performance.now();
    await socket.hear('heartbeat', (m) => m.worker.name === 'mortal' && m.worker.status === 'offline');
    const after = performance.now() - died;
    // Its last heartbeat was up to 6 s before it died.
    expect(after).toBeGreaterThan(8_000);
    expect(after).toBeLessThan(25_000);
  });
});
