import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildDocument } from '../../src/state/build.ts';
import { TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;
beforeAll(async () => {
  drover = await TestDrover.up({ DROVER_SLOTS: '4' });
});
afterAll(() => drover.stop());

/** A job whose builds run until the file `go` is in the data folder. */
async function define(name: string, concurrency: object, more: object = {}): Promise<void> {
  const command = `for i in $(seq 1200); do [ -e ${drover.data}/go-${name} ] && exit 0; sleep 0.1; done; exit 1`;
  await drover.define(name, { concurrency, ...more, stages: [{ steps: [{ command }] }] });
}

const letGo = (name: string) => drover.run('touch', { FILE: `${drover.data}/go-${name}` });
const status = async (job: string, number: number) => (await drover.build(job, number)).status;
const isRunning = (job: string, number: number) =>
  until(async () => (await status(job, number)) === 'running', `${job} #${number} runs`);
const reasonOf = async (job: string, number: number) => {
  const { json } = await drover.request<{ builds: (BuildDocument & { waitingFor: { message: string } })[] }>(
    'GET',
    '/api/queue',
  );
  return json.builds.find((build) => build.job === job && build.number === number)?.waitingFor.message;
};

beforeAll(() =>
  drover.define('touch', {
    parameters: [{ title: 'FILE' }],
    stages: [{ steps: [{ command: 'touch "$FILE"' }] }],
  }),
);

test('builds of one group run one at a time over jobs, and a waiting one says who has the place', async () => {
  await define('first', { group: 'shared' });
  await define('second', { group: 'Shared' });
  await drover.start('first');
  await drover.start('second');
  await drover.start('first');
  await isRunning('first', 1);
  expect(await reasonOf('second', 1)).toBe(
    'Group shared runs 1 at a time: first #1 has the place; it is next.',
  );
  expect(await reasonOf('first', 2)).toBe(
    'Group shared runs 1 at a time: first #1 has the place; 1 build is ahead.',
  );
  await letGo('first');
  await isRunning('second', 1);
  expect(await status('first', 2)).toBe('queued');
  await letGo('second');
  expect((await drover.finished('first', 2)).status).toBe('success');
});

test('a raised limit lets waiting builds go', async () => {
  await define('raised', {});
  await drover.start('raised');
  await drover.start('raised');
  await isRunning('raised', 1);
  await define('raised', { limit: 2 });
  await isRunning('raised', 2);
  await letGo('raised');
  await drover.finished('raised', 2);
});

test('replaceQueued leaves the running build and cancels those that wait', async () => {
  await define('replace', { onNew: 'replaceQueued' });
  for (let count = 0; count < 3; count++) await drover.start('replace');
  await isRunning('replace', 1);
  expect(await drover.finished('replace', 2)).toMatchObject({
    status: 'cancelled',
    reason: 'cancelled by drover while it waited: superseded by replace #3',
  });
  await letGo('replace');
  expect((await drover.finished('replace', 3)).status).toBe('success');
});

test('cancelRunning ends all before it, and begins when they have ended', async () => {
  await define('latest', { onNew: 'cancelRunning' });
  await drover.start('latest');
  await isRunning('latest', 1);
  await drover.start('latest');
  await drover.start('latest');
  expect(await drover.finished('latest', 1)).toMatchObject({
    status: 'cancelled',
    reason: expect.stringMatching(/superseded by latest #2/i),
  });
  expect((await drover.finished('latest', 2)).status).toBe('cancelled');
  await isRunning('latest', 3);
  await letGo('latest');
  expect((await drover.finished('latest', 3)).status).toBe('success');
});

test('reject refuses a new build with 409 while the group is full', async () => {
  await define('only', { onNew: 'reject' });
  await drover.start('only');
  const refused = await drover.request<{ detail: string }>('POST', '/api/jobs/only/builds', {});
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('only_1 is in it');
  await letGo('only');
  await drover.finished('only', 1);
  expect((await drover.start('only')).number).toBe(2);
});

test('a build that nobody takes in time ends, and says what it waited for', async () => {
  await define('impatient', {}, { runsOn: ['toaster'], queueTimeout: '1s' });
  const { number } = await drover.start('impatient');
  expect(await drover.finished('impatient', number)).toMatchObject({
    status: 'timed_out',
    reason: expect.stringMatching(/^queue timeout of 1s: No worker has ever had the labels toaster/),
    stages: [{ status: 'skipped' }],
  });
});

test('a cancelled holder and a cancelled waiter free their places', async () => {
  await define('freed', {});
  for (let count = 0; count < 3; count++) await drover.start('freed');
  await isRunning('freed', 1);
  for (const number of [2, 1]) await drover.request('POST', `/api/jobs/freed/builds/${number}/cancel`, {});
  await isRunning('freed', 3);
  await letGo('freed');
  expect((await drover.finished('freed', 3)).status).toBe('success');
});
