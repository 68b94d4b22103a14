import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';
import { startPrivateRedis } from '../helpers/private-redis.ts';
import { LossyProxy } from '../live/support/lossy-proxy.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const isAlive = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
};

test('a worker that is cut off from Redis ends its builds by itself; what it writes later is refused, its log is kept', async () => {
  const redis = await startPrivateRedis();
  open.push(() => redis.stop());
  // Closed after the worker, which signs off through it.
  const proxy = await LossyProxy.start(redis.url.slice('unix://'.length), 0, 1);
  open.push(() => proxy.stop());
  const drover = await TestDrover.create();
  open.push(() => drover.stop());
  drover.environment['DROVER_REDIS_URL'] = redis.url;
  await drover.startServer();
  const worker = await drover.startWorker('island', { DROVER_REDIS_URL: proxy.url });
  await drover.define('long', {
    concurrency: { group: 'one' },
    stages: [{ title: 's', steps: [{ title: 'a', command: 'echo "begun $$"; exec setsid -w sleep 600' }] }],
  });
  await drover.start('long');
  await drover.start('long');
  const pid = Number(
    await until(async () => /begun (\d+)/.exec(await drover.log('long', 1))?.[1], 'it runs'),
  );
  expect((await drover.build('long', 2)).status).toBe('queued');

  proxy.hold();
  const cutOff = performance.now();
  const build = await drover.finished('long', 1);
  expect(build).toMatchObject({ status: 'error', reason: 'worker island lost' });
  expect(performance.now() - cutOff).toBeLessThan(30_000);
  // Its processes still run, so its place in the group is held: they are ended before long.
  expect((await drover.request('GET', '/api/queue')).text).toContain('The worker of long #1 was lost');
  expect(isAlive(pid)).toBe(true);
  await until(() => !isAlive(pid), 'the worker ends the processes', 80_000);

  proxy.release();
  const second = await drover.build('long', 2);
  expect(second.status === 'queued' || second.status === 'running').toBe(true);
  await until(
    async () => (await drover.log('long', 2)).includes('begun'),
    'the worker goes on with new builds',
    60_000,
  );
  expect(await drover.build('long', 1)).toEqual(build);
  const folder = join(drover.data, 'storage/jobs/long/1');
  expect(readFileSync(join(folder, 's/a.log'), 'utf8')).toContain(`begun ${pid}\n`);
  expect(JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'))).toEqual(build);
  expect(worker.ended).toBe(false);
  await drover.request('POST', '/api/jobs/long/builds/2/cancel', { force: true });
  await drover.finished('long', 2);
}, 180_000);
