import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { until } from '../../test/helpers/drover.ts';
import { type BenchDrover, oneStep, startBenchDrover } from '../harness/bench-drover.ts';
import { watchLoopDelays } from '../harness/loop-delays.ts';
import { type Bench, scaled } from '../harness/part.ts';
import { residentMemory } from '../harness/process-memory.ts';
import type { Row } from '../harness/row.ts';
import { median } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { startViewers } from '../harness/viewers.ts';

const part = 'memory';
const usualBuilds = 5_000;
const blocks = 20;
/** The first blocks fill what is kept on purpose: caches, compiled code, the young generation. */
const warmBlocks = 4;
/** Memory is told as the median of so many blocks. */
const told = 4;
const atOnce = 16;
const viewers = 1_000;
const running = 50;
const settleMs = 1_000;
const MIB = 2 ** 20;
const KIB = 2 ** 10;

/** Whether memory stays flat over very many builds, and what a build, a viewer and a stored build take. */
export async function memory(bench: Bench): Promise<Row[]> {
  return [...(await overManyBuilds(bench)), ...(await ofRunningBuilds(bench))];
}

async function overManyBuilds(bench: Bench): Promise<Row[]> {
  const delays = watchLoopDelays();
  const ours = await startBenchDrover(4, delays.environment);
  const redis = new Redis(ours.drover.redisSocket);
  try {
    await ours.drover.define('tiny', oneStep('true', 'sh'));
    const block = Math.ceil((bench.builds ?? scaled(bench, usualBuilds)) / blocks);
    const { server, worker } = ours.pids();
    const sizes: { server: number[]; worker: number[]; redis: number[] } = {
      server: [],
      worker: [],
      redis: [],
    };
    const look = async () => {
      sizes.server.push(residentMemory(server).now / MIB);
      sizes.worker.push(residentMemory(worker).now / MIB);
      sizes.redis.push(await usedBytes(redis));
    };
    let begin = 0;
    for (let index = 0; index < blocks; index += 1) {
      bench.say(`${(index + 1) * block} of ${blocks * block} builds`);
      if (index === warmBlocks) begin = Date.now();
      await runBlock(ours, block);
      await look();
    }
    const end = Date.now();
    const stored = ((blocks - warmBlocks) * block) / 1_000;
    const redisGrowth = ((sizes.redis.at(-1) ?? 0) - (sizes.redis[warmBlocks - 1] ?? 0)) / MIB;
    return [
      flatness('server', sizes.server, block),
      flatness('worker', sizes.worker, block),
      { part, what: 'memory of Redis for 1,000 stored builds', ours: redisGrowth / stored, unit: 'MiB' },
      ...(['server', 'worker'] as const).map((name): Row => {
        const { longest, p99 } = delays.between(ours.pids()[name], begin, end);
        return {
          part,
          what: `event loop of the ${name} meanwhile: longest standstill`,
          ours: longest,
          unit: 'ms',
          aim: { of: 'ours', relation: '<=', value: 10 },
          note: `99th percentile ${short(p99)} ms; includes what it waits for a processor`,
        };
      }),
      await ofViewers(bench, ours),
    ];
  } finally {
    redis.disconnect();
    await ours.stop();
    await delays.close();
  }
}

function flatness(of: string, sizes: readonly number[], block: number): Row {
  const early = median(sizes.slice(warmBlocks, warmBlocks + told));
  const late = median(sizes.slice(-told));
  return {
    part,
    what: `memory of the ${of} after ${sizes.length * block} builds`,
    ours: late,
    unit: 'MiB',
    limit: { name: `after ${(warmBlocks + told) * block}`, value: early },
    ratio: late / early,
    aim: { of: 'ratio', relation: '<=', value: 1.1 },
    note: `resident, ${short(Math.min(...sizes))} to ${short(Math.max(...sizes))} MiB`,
  };
}

/** Some at once, the next when these have ended. */
async function runBlock({ drover, builds }: BenchDrover, count: number): Promise<void> {
  for (let left = count; left > 0; left -= atOnce) {
    const some = Math.min(atOnce, left);
    const ended = builds.next('tiny', some);
    await Promise.all(Array.from({ length: some }, () => drover.start('tiny')));
    await ended;
  }
}

async function ofViewers(bench: Bench, { drover, pids }: BenchDrover): Promise<Row> {
  const count = scaled(bench, viewers);
  bench.say(`${count} viewers`);
  await drover.define('watched', oneStep('sleep 60', 'sh'));
  const { number } = await drover.start('watched');
  const { server } = pids();
  await pause(settleMs);
  const before = residentMemory(server).now;
  const subscription = { type: 'subscribe', channel: 'output', job: 'watched', build: number };
  const many = await startViewers(drover.url, drover.token, count, subscription);
  try {
    await pause(settleMs);
    const each = (residentMemory(server).now - before) / count / KIB;
    return {
      part,
      what: 'memory of the server for a viewer',
      ours: each,
      unit: 'KiB',
      note: `${count} of them`,
    };
  } finally {
    await many.stop();
    await drover.request('POST', `/api/jobs/watched/builds/${number}/cancel`, {});
  }
}

async function ofRunningBuilds(bench: Bench): Promise<Row[]> {
  const count = scaled(bench, running);
  const ours = await startBenchDrover(count);
  try {
    const { drover, builds, pids } = ours;
    await drover.define('tiny', oneStep('true', 'sh'));
    await drover.define('long', oneStep('echo begun; sleep 600', 'sh'));
    bench.say(`${count} builds that run at once`);
    await runBlock(ours, count * 4);
    await pause(settleMs);
    const before = residentMemory(pids().worker).now;
    const numbers = await Promise.all(
      Array.from({ length: count }, async () => (await drover.start('long')).number),
    );
    await until(async () => (await countRunning(drover)) === count, 'all of them run');
    await pause(settleMs);
    const each = (residentMemory(pids().worker).now - before) / count / KIB;
    const ended = builds.next('long', count);
    for (const number of numbers) await drover.request('POST', `/api/jobs/long/builds/${number}/cancel`, {});
    await ended;
    return [
      {
        part,
        what: 'memory of the worker for a running build',
        ours: each,
        unit: 'KiB',
        note: `${count} of them`,
      },
    ];
  } finally {
    await ours.stop();
  }
}

async function countRunning(drover: BenchDrover['drover']): Promise<number> {
  const { json } = await drover.request<{ builds: unknown[] }>(
    'GET',
    '/api/builds?status=running&limit=1000',
  );
  return json.builds.length;
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}
