import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DroverProcess, TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';
import { RawSocket } from './support/raw-socket.ts';

const hourMs = 3_600_000;
const shifted = (ms: number) => ({
  NODE_OPTIONS: `--import=${join(import.meta.dirname, 'support/shifted-clock.mjs')}`,
  CLOCK_SHIFT_MS: String(ms),
});

let redis: PrivateRedis;
let drover: TestDrover;
let behind: DroverProcess;

/** A server with the right clock, one worker an hour ahead of it and one an hour behind. */
beforeAll(async () => {
  redis = await startPrivateRedis();
  drover = await TestDrover.create();
  drover.environment['DROVER_REDIS_URL'] = redis.url;
  await drover.startServer();
  await drover.startWorker('ahead', { DROVER_LABELS: 'ahead', ...shifted(hourMs) });
  behind = await drover.startWorker('behind', { DROVER_LABELS: 'behind', ...shifted(-hourMs) });
});
afterAll(async () => {
  await drover.stop();
  await redis.stop();
});

const statusOf = async (name: string) => {
  const { json } = await drover.request<{ workers: { name: string; status: string }[] }>(
    'GET',
    '/api/workers',
  );
  return json.workers.find((worker) => worker.name === name)?.status;
};

test('workers with wrong clocks are online for everybody', async () => {
  expect([await statusOf('ahead'), await statusOf('behind')]).toEqual(['online', 'online']);
  const socket = await RawSocket.open(drover.url, drover.token);
  socket.say({ type: 'subscribe', channel: 'workers' });
  const heard = () =>
    socket.messages.filter((message) => message.type === 'heartbeat').map(({ worker }) => worker.name);
  await until(() => ['ahead', 'behind'].every((name) => heard().includes(name)), 'both heartbeats are heard');
  await socket.close();
});

test.each(['ahead', 'behind'])(
  'a build of a worker whose clock is %s runs to its end, live',
  async (label) => {
    const command = 'for i in $(seq 50); do echo "line $i"; sleep 0.1; done';
    await drover.define(`on-${label}`, { runsOn: [label], stages: [{ steps: [{ command }] }] });
    const { number } = await drover.start(`on-${label}`);
    const followed = await drover.log(`on-${label}`, number, '?follow=true');
    const build = await drover.finished(`on-${label}`, number);
    expect(build).toMatchObject({ status: 'success', worker: label });
    expect(followed).toBe(await drover.log(`on-${label}`, number));
    expect(build.durationMs).toBeGreaterThanOrEqual(4_000);
    expect(build.durationMs).toBeLessThan(hourMs / 2);
    expect(build.queueMs).toBeGreaterThanOrEqual(0);
  },
);

test('one that stands still is offline as soon as any other', async () => {
  process.kill(behind.pid, 'SIGSTOP');
  try {
    await until(async () => (await statusOf('behind')) === 'offline', 'it is offline');
    expect(await statusOf('ahead')).toBe('online');
  } finally {
    process.kill(behind.pid, 'SIGCONT');
  }
  await until(async () => (await statusOf('behind')) === 'online', 'it is online again');
});
