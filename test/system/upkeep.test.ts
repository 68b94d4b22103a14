import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;
let redis: Redis;
beforeAll(async () => {
  drover = await TestDrover.up();
  redis = new Redis(drover.redisSocket);
});
afterAll(async () => {
  redis.disconnect();
  await drover.stop();
});

const stored = (job: string, number: number) => join(drover.data, 'storage', 'jobs', job, String(number));
const numbersOf = async () => (await redis.lrange('job_many_recent', 0, -1)).map(Number);

test('prune tells what retention does not keep, and removes it with its files when it is not only asked', async () => {
  const job = (builds: number) => ({
    retention: { builds },
    stages: [{ steps: [{ command: 'echo kept' }] }],
  });
  await drover.define('many', job(100));
  for (let number = 1; number <= 5; number++) await drover.run('many');
  await drover.request('PUT', '/api/jobs/many/builds/2/pin', { reason: 'release' });
  await drover.define('many', job(2));

  const dry = await drover.cli('prune', 'many', '--dry-run', '--json');
  expect(JSON.parse(dry.output)).toEqual({
    dryRun: true,
    total: 2,
    builds: [1, 3].map((number) => ({ job: 'many', number, reason: 'beyond the newest 2' })),
  });
  expect(await numbersOf()).toEqual([5, 4, 3, 2, 1]);

  const { code, output } = await drover.cli('prune');
  expect(code).toBe(0);
  expect(output).toMatch(/many #1 +beyond the newest 2/);
  expect(output).toContain('2 removed.');
  expect(await numbersOf()).toEqual([5, 4, 2]);
  expect([1, 2, 3, 4, 5].map((number) => existsSync(stored('many', number)))).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
  expect((await drover.cli('prune')).output).toBe('Retention keeps every build.\n');
  expect((await drover.request('POST', '/api/prune', { job: 'nothing' })).status).toBe(404);
});

test('doctor names what belongs to nothing, and with --fix puts it right while a build runs', async () => {
  await drover.job('busy', 'echo begun; sleep 600');
  await drover.start('busy');
  await until(async () => (await drover.log('busy', 1)).includes('begun'), 'it runs');
  await drover.job('plain', 'true');
  for (let number = 1; number <= 2; number++) await drover.run('plain');
  expect((await drover.cli('doctor')).output).toMatch(/✓ orphans +nothing is left over/);

  await redis.hset('drover:state:plain_1', 'status', 'running');
  await redis.zadd('drover:running', 1, 'plain_9');
  mkdirSync(stored('plain', 1).replace('/plain/', '/team/plain/'), { recursive: true });
  rmSync(stored('plain', 2), { recursive: true });
  const ill = await drover.cli('doctor');
  expect(ill.code).toBe(1);
  for (const message of [
    'drover:state:plain_1 has plain_1, which has ended.',
    'drover:running has plain_9, which does not exist.',
    'jobs/team/plain/1 belongs to no build.',
    'Build plain_2 has a document, but its files are gone.',
  ])
    expect(ill.output).toContain(`${message} Mend it: drover doctor --fix`);

  const fixed = await drover.cli('doctor', '--fix');
  expect(fixed).toMatchObject({ code: 0, output: expect.stringContaining('which does not exist. Mended.') });
  expect(await drover.cli('doctor')).toMatchObject({
    code: 0,
    output: expect.stringContaining('nothing is left over'),
  });
  expect(existsSync(stored('team', 1))).toBe(false);
  expect((await drover.build('busy', 1)).status).toBe('running');
  await drover.request('POST', '/api/jobs/busy/builds/1/cancel', { force: true });
  expect((await drover.finished('busy', 1)).status).toBe('cancelled');
});
