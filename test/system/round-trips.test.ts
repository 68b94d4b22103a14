import { afterAll, beforeAll, expect, test } from 'vitest';
import { shaOf } from '../../src/state/run-script.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

/**
 * Commands that servers and workers may give Redis for one build of one step, from the request to the last word: submit and
 * offer it, record who asked, be woken, take, claim, acknowledge and finish it, which is 8, and one more.
 */
const budget = 9;
const builds = 30;
const job = 'counted';

/** What depends on how long a build takes: its document while it runs, its lease, notes that wait for others, sweeps. */
const byTheClock = new Set([
  ...['write', 'renew', 'note_delivered'].map((name) => `evalsha ${shaOf(name)}`),
  'zrem drover:uncopied',
  'lrange drover:bull:builds:active',
  'exists',
]);

let redis: PrivateRedis;
let drover: TestDrover;
beforeAll(async () => {
  redis = await startPrivateRedis();
  drover = await TestDrover.create();
  drover.environment['DROVER_REDIS_URL'] = redis.url;
  await drover.startServer();
  await drover.startWorker('one', { DROVER_SLOTS: '1' });
});
afterAll(async () => {
  await drover.stop();
  await redis.stop();
});

/** What was asked of Redis during a task about the job and its builds, by command; what scripts do inside of Redis is no round trip. */
async function asked(task: () => Promise<unknown>): Promise<Map<string, number>> {
  const monitor = await redis.connect().monitor();
  const counts = new Map<string, number>();
  monitor.on('monitor', (_time, [command = '', ...args]: string[], source: string) => {
    const isOfBuilds = args.some((arg) => arg.includes(job) || /^drover:(bull:builds:|audit$)/.test(arg));
    const name = command.toLowerCase();
    if (source === 'lua' || !isOfBuilds) return;
    if (byTheClock.has(name) || byTheClock.has(`${name} ${args[0]}`)) return;
    const kind = `${name} ${args[0]?.slice(0, 24)}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  });
  await task();
  monitor.disconnect();
  return counts;
}

test('a build of one step costs Redis no more than its budget of round trips', {
  timeout: 120_000,
}, async () => {
  await drover.job(job, 'true');
  await drover.run(job);
  const connection = redis.connect();
  const counts = await asked(async () => {
    for (let number = 2; number < 2 + builds; number++) {
      await drover.start(job);
      await until(async () => (await connection.llen('drover:finished')) === number, 'it ends');
    }
  });
  connection.disconnect();
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const details = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  expect(total / builds, details.join('\n')).toBeLessThanOrEqual(budget);
  expect(total / builds).toBeGreaterThan(5);
});
