import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { BuildDocument } from '../../src/state/build.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { startPrivateRedis } from '../helpers/private-redis.ts';
import { chatter, logsOfChatter } from '../live/support/chatter.ts';
import { Cluster } from '../live/support/cluster.ts';
import { Viewer } from '../live/support/viewer.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/**
 * On a connection of its own: `refused` when nobody listens, which is what makes a client try the next server. `reset` is what
 * the kernel does to a connection that it has taken in the very instant in which the listener closes.
 */
function post(url: string, token: string): Promise<number | 'refused' | 'reset' | 'broken'> {
  return new Promise((resolve) => {
    const asked = request(
      url,
      {
        method: 'POST',
        agent: new Agent({ keepAlive: false }),
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': 2,
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', () => resolve('broken'));
      },
    );
    asked.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNREFUSED' ? 'refused' : code === 'ECONNRESET' ? 'reset' : 'broken'),
    );
    asked.end('{}');
  });
}

test('servers that are restarted one after another: viewers see every byte, builds go on, no request is left without an answer', async () => {
  const cluster = await Cluster.start();
  open.push(() => cluster.stop());
  const { drover, servers } = cluster;
  await drover.define('chatter', chatter);
  await drover.job('quick', 'true');
  const { number } = await drover.start('chatter');
  const viewers = [cluster.urls, cluster.urls.toReversed(), cluster.urls.slice(0, 1)].map(
    (urls) => new Viewer({ urls, token: drover.token, job: 'chatter', build: number }),
  );
  await viewers[0]?.seen(1_000);

  let stop = false;
  const answers: (number | 'refused' | 'reset' | 'broken')[] = [];
  const load = Array.from({ length: 3 }, async (_, client) => {
    for (let turn = client; !stop; turn += 1) {
      const url = servers[turn % servers.length]?.url;
      answers.push(await post(`${url}/api/jobs/quick/builds`, drover.token));
    }
  });
  for (const [index, server] of servers.entries()) {
    await server.process.stop();
    expect(server.process.child.exitCode).toBe(0);
    const { port } = new URL(server.url);
    servers[index] = await drover.startServer({ DROVER_PORT: port });
  }
  stop = true;
  await Promise.all(load);
  const accepted = answers.filter((answer) => answer === 201).length;
  expect(accepted).toBeGreaterThan(10);
  const turnedAway = ['refused', 'reset'];
  expect(answers.filter((answer) => answer !== 201 && !turnedAway.includes(String(answer)))).toEqual([]);

  expect((await drover.finished('chatter', number)).status).toBe('success');
  for (const viewer of viewers) {
    await viewer.done;
    for (const log of logsOfChatter)
      expect(viewer.text(log).equals(await cluster.file('chatter', number, log))).toBe(true);
  }
  // What waits to be accepted is answered: what is left is the instant in which the listener closes.
  const resets = answers.filter((answer) => answer === 'reset').length;
  expect(resets).toBeLessThanOrEqual(servers.length);
  // No more builds than answers: of those that were turned away none had been taken.
  expect((await drover.finished('quick', accepted, 120_000)).status).toBe('success');
  const { json } = await drover.request<{ builds: unknown[] }>(
    'GET',
    `/api/jobs/quick/builds?before=${accepted + 2}`,
  );
  expect((json.builds[0] as BuildDocument).number).toBe(accepted);
});

async function withWorker(environment: Record<string, string> = {}) {
  const redis = await startPrivateRedis();
  open.push(() => redis.stop());
  const drover = await TestDrover.create();
  open.push(() => drover.stop());
  Object.assign(drover.environment, { DROVER_REDIS_URL: redis.url, ...environment });
  await drover.startServer();
  return { drover, worker: await drover.startWorker('leaving') };
}

async function running(drover: TestDrover, command: string): Promise<void> {
  await drover.job('long', command);
  await drover.start('long');
  await until(async () => (await drover.log('long', 1)).includes('begun'), 'it runs');
}

test('what still runs after the limit of a stopped worker ends as error with the reason, and its processes with it', async () => {
  const { drover, worker } = await withWorker({ DROVER_STOP_TIMEOUT: '1s', DROVER_CANCEL_GRACE: '1s' });
  await running(drover, `trap '' TERM; echo begun; for i in $(seq 600); do sleep 1; done`);
  await worker.stop();
  expect(worker.child.exitCode).toBe(0);
  expect(await drover.build('long', 1)).toMatchObject({
    status: 'error',
    reason: 'Worker leaving was stopped',
    stages: [{ steps: [{ signals: [{ signal: 'SIGTERM' }, { signal: 'SIGKILL' }] }] }],
  });
  expect((await drover.cli('workers')).output).toContain('No worker');
});

test('a second SIGTERM ends the builds of a worker at once', async () => {
  const { drover, worker } = await withWorker({ DROVER_STOP_TIMEOUT: '10m' });
  await running(drover, 'echo begun; exec sleep 600');
  worker.child.kill('SIGTERM');
  await until(async () => (await drover.cli('workers')).output.includes('draining'), 'it drains');
  expect((await drover.build('long', 1)).status).toBe('running');
  worker.child.kill('SIGTERM');
  expect(await worker.exit()).toBe(0);
  expect((await drover.build('long', 1)).status).toBe('error');
});

test('a drained worker takes nothing new, finishes what it has and is gone; so by REST and by the command line', async () => {
  const { drover, worker } = await withWorker();
  await running(drover, `echo begun; while [ ! -e ${drover.data}/go ]; do sleep 0.1; done`);
  expect((await drover.cli('workers', 'drain', 'leaving')).code).toBe(0);
  await until(async () => (await drover.cli('workers')).output.includes('draining'), 'it drains');
  await drover.job('next', 'true');
  await drover.start('next');
  const second = await drover.startWorker('second');
  expect((await drover.finished('next', 1)).worker).toBe('second');
  expect((await drover.build('long', 1)).status).toBe('running');
  await writeFile(join(drover.data, 'go'), '');
  expect(await worker.exit()).toBe(0);
  expect((await drover.build('long', 1)).status).toBe('success');
  expect((await drover.request('POST', '/api/workers/second/drain')).status).toBe(202);
  expect(await second.exit()).toBe(0);
});

/** Processes that carry the data folder in their environment or on their command line. */
function processesOf(data: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [command, environment] = ['cmdline', 'environ'].map((file) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' '),
        );
        return `${command} ${environment}`.includes(data) ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'up stops all that it started at %s: it lets builds finish, and ends them when told again',
  async (signal) => {
    const drover = await TestDrover.up();
    open.push(() => drover.stop());
    const up = drover.processes[0];
    await running(drover, 'echo begun; setsid sleep 600 & exec sleep 600');
    up?.child.kill(signal);
    await until(() => up?.output.includes('waiting for the running builds'), 'it waits');
    await sleep(500);
    // The server still answers while the worker finishes.
    expect((await drover.build('long', 1)).status).toBe('running');
    up?.child.kill(signal);
    expect(await up?.exit()).toBe(0);
    await until(() => processesOf(drover.data).length === 0, 'nothing of it is alive');
    expect(existsSync(join(drover.data, 'up.lock'))).toBe(false);
    expect(existsSync(drover.redisSocket)).toBe(false);
    const copy = JSON.parse(
      readFileSync(join(drover.data, 'storage/jobs/long/1/build.json'), 'utf8'),
    ) as BuildDocument;
    expect(copy).toMatchObject({ status: 'error', reason: expect.stringMatching(/was stopped$/) });
    await drover.startUp();
    expect((await drover.build('long', 1)).status).toBe('error');
  },
);

test('a worker that is told to end in the moment in which it begins to take builds ends in order', async () => {
  const drover = await TestDrover.up();
  open.push(() => drover.stop());
  const ends = Array.from({ length: 6 }, async (_, index) => {
    const worker = drover.spawn(['worker'], {
      DROVER_NAME: `brief-${index}`,
      DROVER_REDIS_URL: `unix://${drover.redisSocket}`,
    });
    let told = false;
    worker.child.stderr?.on('data', () => {
      if (told || !worker.output.includes('takes builds')) return;
      told = true;
      worker.child.kill('SIGTERM');
    });
    return worker.exit();
  });
  expect(await Promise.all(ends)).toEqual(ends.map(() => 0));
});

test('a worker that still waits for its Redis ends when it is told to', async () => {
  const drover = await TestDrover.create();
  open.push(() => drover.stop());
  const worker = drover.spawn(['worker'], { DROVER_REDIS_URL: `unix://${drover.data}/nobody.sock` });
  await until(() => worker.output.includes('does not answer'), 'it waits for Redis');
  worker.child.kill('SIGTERM');
  expect(await worker.exit()).toBe(0);
});

test('a worker whose Redis is away ends all the same when it is told to, and so do the processes of its build', async () => {
  const redis = await startPrivateRedis();
  open.push(() => redis.stop());
  const drover = await TestDrover.create();
  open.push(() => drover.stop());
  Object.assign(drover.environment, {
    DROVER_REDIS_URL: redis.url,
    DROVER_STOP_TIMEOUT: '1s',
    DROVER_CANCEL_GRACE: '1s',
  });
  await drover.startServer();
  const busy = await drover.startWorker('busy', { DROVER_SLOTS: '1' });
  await running(drover, 'echo begun; exec sleep 600');
  const idle = await drover.startWorker('idle');
  await redis.kill();
  for (const worker of [busy, idle]) worker.child.kill('SIGTERM');
  expect(await Promise.all([busy.exit(), idle.exit()])).toEqual([0, 0]);
  expect(idle.output).toContain('leaving without a word to it');
  expect(processesOf(drover.data).filter((one) => one.includes('sleep 600'))).toEqual([]);
});
