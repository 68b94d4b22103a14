import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

/** Commands that servers and workers may give Redis for one build of one step, from the request to the last word; 14 when this was written. */
const budget = 16;
const builds = 40;

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

/** What was asked of Redis during a task, by command; what scripts do inside of Redis costs no round trip. */
async function asked(task: () => Promise<unknown>): Promise<Map<string, number>> {
  const monitor = await redis.connect().monitor();
  const counts = new Map<string, number>();
  monitor.on('monitor', (_time, [command = '', ...args]: string[], source: string) => {
    if (source === 'lua') return;
    const name = /^evalsha$/i.test(command) ? `evalsha ${args[0]?.slice(0, 8)}` : command.toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  await task();
  monitor.disconnect();
  return counts;
}

const total = (counts: Map<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

test('a build of one step costs Redis no more than its budget of round trips', {
  timeout: 120_000,
}, async () => {
  await drover.job('one', 'true');
  await drover.run('one');
  // What they ask all the time, as heartbeats and sweeps, is no build's.
  const idleMs = 8_000;
  const idle = await asked(() => sleep(idleMs));

  const connection = redis.connect();
  let took = 0;
  const busy = await asked(async () => {
    const begin = performance.now();
    for (let number = 2; number < 2 + builds; number++) {
      await drover.start('one');
      await until(async () => (await connection.llen('drover:finished')) === number, 'it ends');
    }
    took = performance.now() - begin;
  });
  connection.disconnect();
  busy.delete('llen');
  const perBuild = (total(busy) - (total(idle) * took) / idleMs) / builds;
  const details = [...busy].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  expect(perBuild, details.join('\n')).toBeLessThanOrEqual(budget);
  expect(perBuild).toBeGreaterThan(5);
});
