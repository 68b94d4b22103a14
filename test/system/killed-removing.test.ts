import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endBuild } from '../../src/reporting/testing/end-builds.ts';
import { createState, type State } from '../../src/state/index.ts';
import { type DroverProcess, TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

const many = 300;
const atOnce = 20;
const filesEach = 10;
/** Of times that a removal may be over before it is seen to have begun, on a machine that is very busy. */
const tries = 5;

let redis: PrivateRedis;
let drover: TestDrover;
let state: State;
let server: DroverProcess;
beforeAll(async () => {
  redis = await startPrivateRedis();
  drover = await TestDrover.create();
  drover.environment['DROVER_REDIS_URL'] = redis.url;
  server = (await drover.startServer()).process;
  state = await createState({ redis: redis.connect(), prefix: '' });
});
afterAll(async () => {
  await drover.stop();
  await redis.stop();
});

const folderOf = (job: string): string => join(drover.data, 'storage/jobs', job);
const numbersIn = (job: string): number[] =>
  existsSync(folderOf(job)) ? readdirSync(folderOf(job)).map(Number) : [];

/** A job with very many builds that have ended, and their files. */
async function jobWithBuilds(job: string, retention: number): Promise<void> {
  await drover.define(job, { retention: { builds: retention }, stages: [{ steps: [{ command: 'true' }] }] });
  // Not all at once: a sweep would offer those that wait for long.
  for (let count = 0; count < many; count += atOnce)
    await Promise.all(Array.from({ length: atOnce }, () => endBuild(state, job)));
  for (let number = 1; number <= many; number += 1) {
    const folder = join(folderOf(job), String(number), 'main');
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < filesEach; file += 1) writeFileSync(join(folder, `${file}.log`), 'x');
  }
}

/** Kills whoever removes builds of the job when some are gone. False: all that go were gone by then. */
async function killInTheMidst(remover: DroverProcess, job: string, staying: number): Promise<boolean> {
  const end = performance.now() + 30_000;
  while (numbersIn(job).length >= many && performance.now() < end) await setImmediate();
  await remover.stop('SIGKILL');
  const left = numbersIn(job).length;
  expect(left).toBeLessThan(many);
  return left > staying;
}

/** No record without files, and no files that nobody knows of. */
async function expectAllKnown(job: string): Promise<void> {
  const noted = await state.journal.list();
  const isNoted = (number: number): boolean =>
    noted.some(
      (entry) =>
        entry.kind === 'removal' &&
        ('upTo' in entry.builds ? number <= entry.builds.upTo : entry.builds.numbers.includes(number)),
    );
  const files = new Set(numbersIn(job));
  for (let number = 1; number <= many; number += 1) {
    const document = (await state.builds.find(`${job}_${number}`)) !== null;
    expect([number, document && !files.has(number)]).toEqual([number, false]);
    expect([number, files.has(number) && !document && !isNoted(number)]).toEqual([number, false]);
  }
}

/** Nobody waits for the lock of the dead one, which runs out by itself. */
async function giveLockFree(): Promise<void> {
  const connection = redis.connect();
  expect(await connection.pttl('drover:journal-lock')).toBeGreaterThan(0);
  expect(await connection.pttl('drover:journal-lock')).toBeLessThanOrEqual(60_000);
  await connection.del('drover:journal-lock');
  connection.disconnect();
}

test('a server that is killed while it deletes a job: another one removes what is left', async () => {
  let job = '';
  for (let count = 1, caught = false; !caught && count <= tries; count += 1) {
    job = `deleted-${count}`;
    await jobWithBuilds(job, many);
    const answer = drover.request('DELETE', `/api/jobs/${job}?confirm=${job}`).catch(() => null);
    caught = await killInTheMidst(server, job, 0);
    await answer;
    await expectAllKnown(job);
    if (caught) await giveLockFree();
    drover.url = '';
    server = (await drover.startServer()).process;
    expect(caught || count < tries).toBe(true);
  }
  await until(() => !existsSync(folderOf(job)), 'its files are removed');
  await until(async () => (await state.journal.list()).length === 0, 'nothing is noted any more');
  expect((await drover.cli('doctor')).output).toMatch(/✓ orphans +nothing is left over/);
}, 240_000);

test('a worker that is killed while it removes what retention does not keep: a server removes what is left', async () => {
  let job = '';
  for (let count = 1, caught = false; !caught && count <= tries; count += 1) {
    job = `kept-${count}`;
    const worker = await drover.startWorker(`mortal-${count}`);
    await jobWithBuilds(job, 2);
    await drover.run(job);
    caught = await killInTheMidst(worker, job, 2);
    await expectAllKnown(job);
    if (caught) await giveLockFree();
    expect(caught || count < tries).toBe(true);
  }
  await until(() => numbersIn(job).length === 2, 'two are left');
  expect(numbersIn(job).sort((a, b) => a - b)).toEqual([many, many + 1]);
  await until(async () => (await state.journal.list()).length === 0, 'nothing is noted any more');
  await expectAllKnown(job);
  expect((await drover.cli('doctor')).output).toMatch(/✓ orphans +nothing is left over/);
}, 240_000);
