import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Two servers and some workers on one Redis and one storage. */
async function cluster(
  workers: string[],
  environment: Record<string, string> = {},
): Promise<{ drover: TestDrover; redis: PrivateRedis }> {
  const redis = await startPrivateRedis({ appendOnly: true });
  open.push(() => redis.stop());
  const drover = await TestDrover.create();
  open.push(() => drover.stop());
  Object.assign(drover.environment, { DROVER_REDIS_URL: redis.url, ...environment });
  await drover.startServer();
  for (const name of workers) await drover.startWorker(name, { DROVER_SLOTS: '2' });
  return { drover, redis };
}

test('builds started on two servers run once each on several workers', async () => {
  const { drover } = await cluster(['one', 'two']);
  const second = await drover.startServer();
  await drover.define('count', {
    stages: [{ title: 'a', steps: [{ title: 's', command: 'echo "$CI_BUILD_NUMBER" >> "$WITNESS"' }] }],
    parameters: [{ title: 'WITNESS' }],
  });
  const witness = join(drover.data, 'witness');
  const first = drover.url;
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const url = n % 2 === 0 ? first : second.url;
      const answer = await fetch(`${url}/api/jobs/count/builds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${drover.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ parameters: { WITNESS: witness } }),
      });
      expect(answer.status).toBe(201);
    }),
  );
  for (let number = 1; number <= 40; number++)
    expect((await drover.finished('count', number)).status).toBe('success');
  const ran = (await readFile(witness, 'utf8')).trim().split('\n').map(Number);
  expect(ran.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  const { json } = await drover.request<{ builds: unknown[] }>('GET', '/api/queue');
  expect(json.builds).toEqual([]);
});

test('a worker that is stopped hands back a build that may run again, and another finishes it', async () => {
  const { drover } = await cluster([]);
  const first = await drover.startWorker('first', { DROVER_STOP_TIMEOUT: '1s' });
  const command = 'echo "attempt $CI_BUILD_ATTEMPT"; [ "$CI_BUILD_ATTEMPT" = 2 ] || sleep 600';
  await drover.define('handed', { onWorkerLost: 'requeue', stages: [{ steps: [{ command }] }] });
  await drover.start('handed');
  await until(async () => (await drover.log('handed', 1)).includes('attempt 1'), 'it runs');
  await first.stop();
  await drover.startWorker('second');
  expect(await drover.finished('handed', 1)).toMatchObject({
    status: 'success',
    attempt: 2,
    worker: 'second',
    earlierAttempts: [{ attempt: 1, worker: 'first', reason: 'worker first was stopped' }],
  });
  expect(await drover.log('handed', 1)).toMatch(/^attempt 1\n.*worker first was stopped.*\nattempt 2\n$/);
});

test('a worker that starts ends what a killed one left running on its node', async () => {
  const { drover } = await cluster([]);
  const mortal = await drover.startWorker('mortal', { DROVER_SLOTS: '1' });
  await drover.job('long', 'setsid sleep 600 & echo "$$ $!"; exec sleep 600');
  await drover.start('long');
  const pids = await until(
    async () =>
      /(\d+) (\d+)/
        .exec(await drover.log('long', 1))
        ?.slice(1)
        .map(Number),
    'pids',
  );
  await mortal.stop('SIGKILL');
  await drover.startWorker('mortal', { DROVER_SLOTS: '1' });
  expect(pids.map(isAlive)).toEqual([false, false]);
});

test('a worker that is killed ends its build as error within 30 s, though no other worker lives', async () => {
  const { drover } = await cluster(['mortal']);
  await drover.job('long', 'echo $$; exec sleep 600');
  const { number } = await drover.start('long');
  const pid = await until(async () => Number(await drover.log('long', number)), 'the step begins');
  // Should no worker start on this machine any more, who would end what a killed one ran, this test does.
  open.push(async () => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
  await drover.processes.at(-1)?.stop('SIGKILL');
  const killed = Date.now();
  const build = await drover.finished('long', number);
  expect(build).toMatchObject({ status: 'error', reason: 'worker mortal lost' });
  expect(Date.parse(build.finishedAt ?? '') - killed).toBeLessThan(30_000);
  const { json } = await drover.request<{ workers: { name: string; status: string }[] }>(
    'GET',
    '/api/workers',
  );
  expect(json.workers).toMatchObject([{ name: 'mortal', status: 'offline' }]);
});

test('Redis away for half a minute during a build: the build goes on and reports when Redis is back', async () => {
  const { drover, redis } = await cluster(['patient']);
  await drover.define('through', {
    stages: [
      { title: 'a', steps: [{ title: 's', command: 'echo before; sleep 4; echo after' }] },
      { title: 'b', steps: [{ title: 't', command: 'echo last' }] },
    ],
  });
  const { number } = await drover.start('through');
  await expect.poll(() => drover.log('through', number)).toContain('before');
  await redis.kill();
  await expect.poll(async () => (await fetch(`${drover.url}/readyz`)).status).toBe(503);
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  await redis.start();
  const build = await drover.finished('through', number);
  expect(build.status).toBe('success');
  expect(await drover.log('through', number)).toBe('before\nafter\nlast\n');
});

test('a stopped worker finishes what it runs and takes nothing new', async () => {
  const { drover } = await cluster(['leaving']);
  const worker = drover.processes.at(-1);
  const go = join(drover.data, 'go');
  await drover.job('short', `echo begun; until [ -e ${go} ]; do sleep 0.05; done; echo done`);
  const { number } = await drover.start('short');
  await expect.poll(() => drover.log('short', number)).toContain('begun');
  worker?.child.kill('SIGTERM');
  await until(async () => (await drover.cli('workers')).output.includes('draining'), 'it drains');
  await drover.start('short');
  await writeFile(go, '');
  expect(await worker?.exit()).toBe(0);
  expect((await drover.build('short', number)).status).toBe('success');
  expect((await drover.build('short', number + 1)).status).toBe('queued');
  await drover.startWorker('next');
  expect((await drover.finished('short', number + 1)).status).toBe('success');
});

test('builds of a higher priority go first, those of one priority in their order', async () => {
  const { drover } = await cluster([]);
  const witness = join(drover.data, 'order');
  const job = (priority: number) => ({
    priority,
    stages: [{ steps: [{ command: `echo "$CI_JOB_NAME-$CI_BUILD_NUMBER" >> ${witness}` }] }],
  });
  await drover.define('low', job(-5));
  await drover.define('high', job(5));
  for (const name of ['low', 'low', 'high', 'high']) await drover.start(name);
  await drover.startWorker('single', { DROVER_SLOTS: '1' });
  await drover.finished('low', 2);
  expect((await readFile(witness, 'utf8')).trim().split('\n')).toEqual([
    'high-1',
    'high-2',
    'low-1',
    'low-2',
  ]);
});

test('a paused worker takes nothing until it is resumed', async () => {
  const { drover } = await cluster(['sleepy']);
  await drover.request('POST', '/api/workers/sleepy/pause');
  await until(async () => {
    const { json } = await drover.request<{ workers: { status: string }[] }>('GET', '/api/workers');
    return json.workers[0]?.status === 'paused';
  }, 'worker pauses');
  await drover.job('quick', 'true');
  await drover.start('quick');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await drover.build('quick', 1)).status).toBe('queued');
  await drover.request('POST', '/api/workers/sleepy/resume');
  expect((await drover.finished('quick', 1)).status).toBe('success');
});

test('a job whose definition changes and is deleted while it runs keeps its copy; deleting waits', async () => {
  const { drover } = await cluster(['steady']);
  const go = join(drover.data, 'go');
  await drover.job('moving', `until [ -e ${go} ]; do sleep 0.05; done; echo first`);
  const { number } = await drover.start('moving');
  await drover.job('moving', 'echo second');
  expect((await drover.request('DELETE', '/api/jobs/moving?confirm=moving')).status).toBe(409);
  await writeFile(go, '');
  expect((await drover.finished('moving', number)).status).toBe('success');
  expect(await drover.log('moving', number)).toBe('first\n');
});

test('labels decide who takes a build', async () => {
  const { drover } = await cluster(['plain']);
  await drover.define('special', { runsOn: ['gpu'], stages: [{ steps: [{ command: 'true' }] }] });
  await drover.start('special');
  await drover.startWorker('strong', { DROVER_LABELS: 'gpu,linux' });
  expect((await drover.finished('special', 1)).worker).toBe('strong');
  const build = await drover.run('special');
  expect(build.worker).toBe('strong');
});

test('after all builds nothing is left of them but documents and files', async () => {
  const { drover } = await cluster(['tidy']);
  await drover.job('tidy', 'true');
  for (let n = 0; n < 5; n++) await drover.start('tidy');
  for (let n = 1; n <= 5; n++) await drover.finished('tidy', n);
  await until(async () => {
    const { json } = await drover.request<{ keys: string[] }>('GET', '/api/redis/keys?match=drover:*');
    return !json.keys.some((key) => /drover:(state|lease|private|queued|running|undelivered)/.test(key));
  }, 'no key of a finished build is left');
  await until(
    () =>
      stat(join(drover.data, 'workspaces', 'tidy_5')).then(
        () => false,
        () => true,
      ),
    'workspaces are removed',
  );
});

/** A file system of 4 MiB; null where this user may not mount one. */
async function smallDisk(): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'drover', folder], { stdio: 'ignore' });
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  open.push(async () => {
    execFileSync('umount', [folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

test('a full storage ends the build as error with the reason, and the worker goes on', async (context) => {
  const disk = await smallDisk();
  if (disk === null) return context.skip('this user may not mount a file system');
  const { drover } = await cluster(['full'], { DROVER_STORAGE: disk });
  await drover.job('flood', 'yes | head -c 20000000; sleep 60');
  const build = await drover.run('flood');
  expect(build.status).toBe('error');
  expect(build.reason).toMatch(/space|ENOSPC/i);
  expect((await drover.request('DELETE', '/api/jobs/flood?confirm=flood')).status).toBe(204);
  await drover.job('small', 'echo fits');
  expect((await drover.run('small')).status).toBe('success');
});

/** One that nobody collects is dead all the same. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
