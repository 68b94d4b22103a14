import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { chatter, logsOfChatter } from './support/chatter.ts';
import { Cluster, type ClusterOptions } from './support/cluster.ts';
import { RoundRobin } from './support/round-robin.ts';
import { Throttle } from './support/throttle.ts';
import { Viewer, type ViewerOptions } from './support/viewer.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await Cluster.start(options);
  open.push(() => cluster.stop());
  await cluster.drover.define('chatter', chatter);
  return cluster;
}

const watch = (cluster: Cluster, build: number, options: Partial<ViewerOptions> = {}): Viewer =>
  new Viewer({ urls: cluster.urls, token: cluster.drover.token, job: 'chatter', build, ...options });

async function expectWhole(cluster: Cluster, build: number, viewers: readonly Viewer[]): Promise<void> {
  expect((await cluster.drover.finished('chatter', build)).status).toBe('success');
  const files = await Promise.all(
    logsOfChatter.map(async (log) => [log, await cluster.file('chatter', build, log)] as const),
  );
  for (const viewer of viewers) {
    await viewer.done;
    expect([...viewer.logs.keys()]).toEqual(logsOfChatter);
    for (const [log, file] of files) {
      const text = viewer.text(log);
      expect(`${log} ${text.length}`).toBe(`${log} ${file.length}`);
      expect(text.equals(file)).toBe(true);
    }
  }
}

function collect(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Buffer> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  open.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return buffer(child.stdout);
}

test('viewers that join early, in the middle or after the end, that hop between servers, curl and drover follow: all see the same bytes', async () => {
  const cluster = await start();
  const { drover, urls, servers } = cluster;
  const { number } = await drover.start('chatter');
  const early = [watch(cluster, number), watch(cluster, number, { urls: urls.toReversed() })];
  const hopping = [watch(cluster, number, { hopAfterMs: 300 }), watch(cluster, number, { hopAfterMs: 170 })];
  const log = `/api/jobs/chatter/builds/${number}/log?follow=true`;
  const curl = collect('curl', ['-sN', '-H', `Authorization: Bearer ${drover.token}`, `${urls[0]}${log}`]);
  const followed: Buffer[] = [];
  const follow = drover.spawn(['follow', 'chatter', String(number)], {
    DROVER_URL: servers[1]?.url ?? '',
    DROVER_TOKEN: drover.token,
  });
  follow.child.stdout?.on('data', (chunk: Buffer) => followed.push(chunk));
  await early[0]?.seen(2_000);
  const middle = watch(cluster, number);
  await drover.finished('chatter', number);
  const late = watch(cluster, number, { urls: urls.slice(1) });
  await expectWhole(cluster, number, [...early, ...hopping, middle, late]);
  expect(hopping[1]?.connections).toBeGreaterThan(3);
  const whole = Buffer.concat(
    await Promise.all(logsOfChatter.map((one) => cluster.file('chatter', number, one))),
  );
  expect((await curl).equals(whole)).toBe(true);
  expect(await follow.exit()).toBe(0);
  expect(Buffer.concat(followed).equals(whole)).toBe(true);
});

test('a viewer at 1 KB/s delays nobody, and has everything once it can', async () => {
  const cluster = await start();
  const throttle = await Throttle.start(cluster.urls[0] ?? '', 1_000);
  open.push(() => throttle.stop());
  const { number } = await cluster.drover.start('chatter');
  const slow = watch(cluster, number, { urls: [throttle.url] });
  const others = [watch(cluster, number), watch(cluster, number)];
  await expectWhole(cluster, number, others);
  const file = await cluster.file('chatter', number, 'main/flood.log');
  expect(slow.bytes).toBeLessThan(file.length);
  throttle.release();
  await expectWhole(cluster, number, [slow]);
});

test('a server that is killed: its viewers go on at the other, also behind a proxy that remembers nobody', async () => {
  const cluster = await start();
  const proxy = await RoundRobin.start(cluster.urls);
  open.push(() => proxy.stop());
  const { number } = await cluster.drover.start('chatter');
  const viewers = [watch(cluster, number), watch(cluster, number, { urls: cluster.urls.toReversed() })];
  const behind = [
    watch(cluster, number, { urls: [proxy.url] }),
    watch(cluster, number, { urls: [proxy.url], hopAfterMs: 400 }),
  ];
  await viewers[0]?.seen(3_000);
  await cluster.servers[1]?.process.stop('SIGKILL');
  await expectWhole(cluster, number, [...viewers, ...behind]);
  for (const count of proxy.counts) expect(count).toBeGreaterThan(0);
});

test('Redis that dies and comes back in the middle: nothing is lost', async () => {
  const cluster = await start();
  const { number } = await cluster.drover.start('chatter');
  const viewers = [watch(cluster, number), watch(cluster, number, { hopAfterMs: 500 })];
  await viewers[0]?.seen(3_000);
  await cluster.redis.kill();
  await sleep(1_500);
  await cluster.redis.start();
  await expectWhole(cluster, number, viewers);
});

test.each([
  { loss: 0.05, seed: 11 },
  { loss: 0.5, seed: 22 },
  { loss: 0.95, seed: 33 },
])(
  'with $loss of all messages lost, and the connection to Redis cut, nothing is lost',
  async ({ loss, seed }) => {
    const cluster = await start({ loss, seed });
    const { number } = await cluster.drover.start('chatter');
    const viewers = [watch(cluster, number), watch(cluster, number, { hopAfterMs: 400 })];
    await viewers[0]?.seen(3_000);
    for (const proxy of cluster.proxies) proxy.cut();
    await viewers[0]?.seen(500_000);
    const late = watch(cluster, number);
    await expectWhole(cluster, number, [...viewers, late]);
    expect(cluster.proxies.reduce((sum, proxy) => sum + proxy.dropped, 0)).toBeGreaterThan(0);
  },
);
