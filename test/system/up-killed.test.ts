import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';

const run = promisify(execFile);
let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up();
});

afterAll(() => drover.stop());

const redisPid = async (): Promise<number> => {
  const { stdout } = await run('redis-cli', ['-s', drover.redisSocket, 'info', 'server']);
  return Number(/process_id:(\d+)/.exec(stdout)?.[1]);
};

const childrenOf = async (pid: number): Promise<number[]> => {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('an up that was killed leaves one Redis and one worker to the next, and its build ends', async () => {
  const go = join(drover.data, 'go');
  await drover.job('long', `echo begin; until [ -e ${go} ]; do sleep 0.05; done; echo end`);
  const { number } = await drover.start('long');
  await until(async () => (await drover.build('long', number)).status === 'running', 'the build runs');
  const [up] = drover.processes;
  const left = await childrenOf(up?.pid ?? 0);
  const redis = await redisPid();
  expect(left).toContain(redis);

  await up?.stop('SIGKILL');
  await drover.startUp();
  expect(await redisPid()).not.toBe(redis);
  expect(isAlive(redis)).toBe(false);
  expect((await drover.build('long', number)).status).toBe('running');
  await writeFile(go, '');

  const build = await drover.finished('long', number);
  expect(build.status).toBe('success');
  expect(await drover.log('long', number)).toBe('begin\nend\n');
  await until(() => !left.some(isAlive), 'the worker of the killed one is gone');
  expect((await drover.run('long')).status).toBe('success');
});
