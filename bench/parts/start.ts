import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPrivateRedis } from '../../src/cli/processes/private-redis.ts';
import { TestDrover } from '../../test/helpers/drover.ts';
import { oneStep, startBenchDrover } from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import { proportionalMemory, residentMemory } from '../harness/process-memory.ts';
import type { Row } from '../harness/row.ts';
import { median, spread } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { withFolder } from '../harness/with-folder.ts';

const part = 'start';
const rounds = 7;
const idleMs = 10_000;
const answersWithinMs = 30_000;
const MIB = 2 ** 20;

const program = join(import.meta.dirname, '../../dist/cli/main.js');
const minimal = join(import.meta.dirname, '../floor/minimal-fastify.mjs');

/** From the start of the process to its first answer and first build, and what the processes hold when nothing happens. */
export async function start(bench: Bench): Promise<Row[]> {
  return [...(await coldStarts(bench)), await firstBuilds(bench), ...(await idleMemory(bench))];
}

function coldStarts(bench: Bench): Promise<Row[]> {
  return withFolder(async (data) => {
    const redis = await startPrivateRedis(data);
    const environment = { DROVER_DATA: data, DROVER_REDIS_URL: redis.url, DROVER_LOG_LEVEL: 'warn' };
    const startOurs = () => firstAnswer((port) => [program, 'server', '--port', String(port)], environment);
    const startMinimal = () => firstAnswer((port) => [minimal, String(port)], {});
    const times: { ours: number[]; minimal: number[] } = { ours: [], minimal: [] };
    try {
      // The first start makes the admin token, and reads the programs from the disk.
      await startOurs();
      await startMinimal();
      for (let round = 1; round <= scaled(bench, rounds); round += 1) {
        bench.say(`cold start, round ${round} of ${rounds}`);
        times.minimal.push(await startMinimal());
        times.ours.push(await startOurs());
      }
    } finally {
      await redis.stop();
    }
    return [
      {
        part,
        what: 'drover server to the first answer of /healthz',
        ours: median(times.ours),
        unit: 'ms',
        limit: { name: 'bare Fastify', value: median(times.minimal) },
        ratio: median(times.ours) / median(times.minimal),
        aim: { of: 'ratio', relation: '<=', value: 2 },
        note: `median of ${times.ours.length}, spread ${short(spread(times.ours))} %`,
      },
    ];
  });
}

async function firstAnswer(
  argumentsFor: (port: number) => string[],
  environment: Record<string, string>,
): Promise<number> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(process.execPath, argumentsFor(port), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
  });
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it answered`);
      if (performance.now() - begin > answersWithinMs) throw new Error(`no answer in ${answersWithinMs} ms`);
      await pause(2);
    }
    return performance.now() - begin;
  } finally {
    await stop(child);
  }
}

/** `drover up` on an empty data folder, all else being installed, until a first job is saved, started and has ended. */
async function firstBuilds(bench: Bench): Promise<Row> {
  const times: number[] = [];
  for (let round = 1; round <= scaled(bench, rounds); round += 1) {
    bench.say(`first build, round ${round} of ${rounds}`);
    const drover = await TestDrover.create();
    const begin = performance.now();
    try {
      await drover.startUp();
      await drover.define('first', oneStep('echo hello', 'sh'));
      const { status, reason } = await drover.run('first');
      if (status !== 'success') throw new Error(`the first build: ${status} ${reason ?? ''}`);
      times.push(performance.now() - begin);
    } finally {
      await drover.stop();
    }
  }
  return {
    part,
    what: 'drover up for the first time to the end of its first build',
    ours: median(times),
    unit: 'ms',
    aim: { of: 'ours', relation: '<=', value: 1_000 },
    note: `median of ${times.length}, spread ${short(spread(times))} %; looked at every 20 ms`,
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function idleMemory(bench: Bench): Promise<Row[]> {
  const ours = await startBenchDrover(4);
  try {
    bench.say('drover up, idle');
    await pause(scaled(bench, idleMs));
    const pids = Object.entries(ours.pids());
    const shares = pids.map(([name, pid]) => ({
      name,
      pss: proportionalMemory(pid) / MIB,
      rss: residentMemory(pid).now / MIB,
    }));
    const total = shares.reduce((sum, { pss }) => sum + pss, 0);
    return [
      {
        part,
        what: 'idle memory of drover up, all processes (PSS)',
        ours: total,
        unit: 'MiB',
        aim: { of: 'ours', relation: '<=', value: 155 },
      },
      ...shares.map(({ name, pss, rss }) => ({
        part,
        what: `idle memory: ${name} (PSS)`,
        ours: pss,
        unit: 'MiB',
        note: `RSS ${short(rss)} MiB`,
      })),
    ];
  } finally {
    await ours.stop();
  }
}
