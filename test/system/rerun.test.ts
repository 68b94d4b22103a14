import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildDocument } from '../../src/state/build.ts';
import { type DroverProcess, TestDrover, until } from '../helpers/drover.ts';
import { GitServer } from '../helpers/git-server.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

let redis: PrivateRedis;
let drover: TestDrover;
let first: DroverProcess;
beforeAll(async () => {
  redis = await startPrivateRedis();
  drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_REDIS_URL: redis.url,
    DROVER_KEPT_WORKSPACES_SIZE: '2 MiB',
    DROVER_CANCEL_GRACE: '1s',
  });
  await drover.startServer();
  first = await drover.startWorker('first');
});
afterAll(async () => {
  await drover.stop();
  await redis.stop();
});

const workspaces = () => readdirSync(join(drover.data, 'workspaces')).sort();
const rerun = (job: string, number: number, body: object = { from: 'failedStage' }) =>
  drover.request<BuildDocument & { code?: string }>('POST', `/api/jobs/${job}/builds/${number}/rerun`, body);
const step = (command: string) => ({ title: 's', command });
/** Fails in its second stage until the file `go-<name>` is in the data folder. */
const flawed = (name: string, more: object = {}) => ({
  keepWorkspace: 'onFailure, 30m',
  onStart: 'echo begin',
  parameters: [{ title: 'WHO', default: 'nobody' }],
  stages: [
    {
      title: 'Build',
      steps: [step('echo "built for $WHO" > made; echo TAG=v1 >> "$CI_ENV"; echo building')],
    },
    {
      title: 'Test',
      steps: [step(`cat made; echo "$TAG $CI_WORKSPACE"; [ -e ${drover.data}/go-${name} ]`)],
    },
    { title: 'Ship', steps: [step('echo "of ${CI_RERUN_OF-none} from ${CI_RERUN_FROM_STAGE-none}"')] },
  ],
  ...more,
});
const letGo = (name: string) => drover.run('touch', { FILE: `${drover.data}/go-${name}` });
beforeAll(() =>
  drover.define('touch', {
    parameters: [{ title: 'FILE' }],
    stages: [{ steps: [step('touch "$FILE"')] }],
  }),
);

test('a rerun from the failed stage goes on in the kept workspace, and says what it took over', async () => {
  await drover.define('site', flawed('site'));
  const failed = await drover.run('site', { WHO: 'ann' });
  expect(failed).toMatchObject({ status: 'failure', keptWorkspace: { worker: 'first', folder: 'site_1' } });
  expect(workspaces()).toEqual(['site_1', 'site_1.exports.json']);

  const again = await rerun('site', 1);
  expect(again.status).toBe(201);
  expect(again.json).toMatchObject({
    number: 2,
    cause: { kind: 'rerun', by: 'admin', of: 'site_1' },
    parameters: { WHO: 'ann' },
    resumes: { build: 'site_1', stage: 'Test', worker: 'first' },
  });
  expect(await drover.finished('site', 2)).toMatchObject({
    status: 'failure',
    stages: [
      {
        status: 'skipped',
        takenFrom: 'site_1',
        reason: 'taken over from site_1',
        steps: [{ status: 'skipped' }],
      },
      { status: 'failure' },
      { status: 'skipped' },
    ],
  });
  expect(workspaces()).toEqual(['site_1', 'site_1.exports.json']);

  await letGo('site');
  const { code, output } = await drover.cli('rerun', 'site', '2', '--from-failed', '--follow');
  expect({ code, output }).toMatchObject({ code: 0 });
  const build = await drover.build('site', 3);
  expect(build.stages.map(({ status, takenFrom }) => [status, takenFrom])).toEqual([
    ['skipped', 'site_1'],
    ['success', undefined],
    ['success', undefined],
  ]);
  const folder = join(drover.data, 'workspaces', 'site_1');
  expect(await drover.log('site', 3)).toBe(`begin\nbuilt for ann\nv1 ${folder}\nof site_2 from Test\n`);
  await until(() => workspaces().length === 0, 'the workspace is let go');
});

test('what the checkout told of the commit is known from the failed stage on too', async () => {
  const server = await GitServer.start();
  const repository = await server.repository('acme', 'site');
  const sha = await repository.commit({ a: '1' }, { message: 'The commit' });
  const told = 'echo "$CI_COMMIT_SHA $CI_COMMIT_TITLE"; git rev-parse HEAD';
  await drover.define('commit', {
    keepWorkspace: 'onFailure, 30m',
    checkout: { repository: `file://${repository.bare}` },
    stages: [
      { title: 'Build', steps: [step(told)] },
      { title: 'Test', steps: [step(`${told}; [ "$CI_BUILD_NUMBER" = 2 ]`)] },
    ],
  });
  expect((await drover.run('commit')).status).toBe('failure');
  expect((await rerun('commit', 1)).status).toBe(201);
  expect((await drover.finished('commit', 2)).status).toBe('success');
  expect(await drover.log('commit', 2, '?stage=Test&step=s')).toBe(`${sha} The commit\n${sha}\n`);
  await server.stop();
});

test('what cannot be gone on with is refused: nothing kept, another goes on in it, it is gone, nothing failed', async () => {
  await drover.job('plain', 'false');
  await drover.run('plain');
  expect((await rerun('plain', 1)).json).toMatchObject({ status: 409, code: 'WORKSPACE_GONE' });

  await drover.define('busy', flawed('busy', { runsOn: [] }));
  await drover.run('busy');
  await drover.request('POST', '/api/workers/first/pause');
  await until(async () => (await drover.cli('workers')).output.includes('paused'), 'it pauses');
  expect((await rerun('busy', 1)).status).toBe(201);
  expect((await rerun('busy', 1)).json).toMatchObject({ status: 409, code: 'WORKSPACE_TAKEN' });
  const queue = await drover.cli('queue');
  expect(queue.output.replace(/\s+/g, ' ')).toContain(
    'Worker first, which keeps the workspace of busy_1, is paused',
  );
  // A build that was cancelled while it waited leaves the workspace as it was.
  await drover.request('POST', '/api/jobs/busy/builds/2/cancel', {});
  expect((await rerun('busy', 1)).status).toBe(201);
  rmSync(join(drover.data, 'workspaces', 'busy_1'), { recursive: true });
  await drover.request('POST', '/api/workers/first/resume');
  expect(await drover.finished('busy', 3)).toMatchObject({
    status: 'error',
    reason: expect.stringMatching(/^The workspace of busy_1 is not kept/),
  });
  expect((await rerun('busy', 1)).json).toMatchObject({ status: 409, code: 'WORKSPACE_GONE' });

  await drover.define('fine', { keepWorkspace: { when: 'always' }, stages: [{ steps: [step('true')] }] });
  expect((await drover.run('fine')).keptWorkspace?.folder).toBe('fine_1');
  expect((await rerun('fine', 1)).status).toBe(400);
  expect((await rerun('fine', 1, { from: 'stage' })).status).toBe(400);
});

test('the rerun waits for the worker that has the workspace, though another is free', async () => {
  await drover.define('pinned', flawed('pinned'));
  await drover.run('pinned');
  await first.stop();
  const second = await drover.startWorker('second', {
    DROVER_WORKSPACES: join(drover.data, 'workspaces-2'),
    DROVER_SLOTS: '1',
  });
  expect((await rerun('pinned', 1)).status).toBe(201);
  expect((await drover.run('touch', { FILE: `${drover.data}/go-pinned` })).worker).toBe('second');
  expect((await drover.build('pinned', 2)).status).toBe('queued');
  expect((await drover.cli('queue')).output.replace(/\s+/g, ' ')).toContain('Worker first, which keeps');
  first = await drover.startWorker('first');
  expect(await drover.finished('pinned', 2)).toMatchObject({ status: 'success', worker: 'first' });
  await second.stop();
});

test('kept workspaces take no more room than they may, and none stays longer than it is to', async () => {
  const fill = (kilobytes: number, time: string) => ({
    keepWorkspace: { when: 'always', for: time },
    stages: [{ steps: [step(`head -c ${kilobytes * 1024} /dev/urandom > data`)] }],
  });
  await drover.define('first-out', fill(900, '10m'));
  await drover.define('stays', fill(900, '1h'));
  await drover.define('huge', fill(3_000, '1h'));
  await drover.run('first-out');
  await drover.run('stays');
  expect(workspaces()).toEqual(expect.arrayContaining(['first-out_1', 'stays_1']));
  await drover.run('stays');
  await until(() => !existsSync(join(drover.data, 'workspaces', 'first-out_1')), 'the first makes room');
  expect(workspaces()).toEqual(expect.arrayContaining(['stays_1', 'stays_2']));
  expect((await drover.run('huge')).notes).toEqual([
    'The workspace is not kept: it takes more room than the worker has for that (2 MiB).',
  ]);

  await drover.define('short', fill(1, '1s'));
  await drover.run('short');
  expect(workspaces()).toContain('short_1');
  await drover.request('DELETE', '/api/jobs/stays/builds/1');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  // A worker looks every half a minute, and when it starts.
  await first.stop();
  first = await drover.startWorker('first');
  expect(workspaces()).toEqual(expect.arrayContaining(['stays_2']));
  expect(workspaces()).not.toEqual(expect.arrayContaining(['short_1']));
  expect(workspaces()).not.toEqual(expect.arrayContaining(['stays_1']));
});

test('a worker that was killed while a build went on in a workspace ends both', async () => {
  await drover.define('lost', {
    keepWorkspace: 'onFailure, 30m',
    stages: [
      {
        title: 'a',
        steps: [step('echo "try $CI_BUILD_NUMBER"; [ "$CI_BUILD_NUMBER" = 2 ] && sleep 600; false')],
      },
    ],
  });
  await drover.run('lost');
  expect((await rerun('lost', 1)).status).toBe(201);
  await until(async () => (await drover.log('lost', 2)).includes('try 2'), 'it goes on');
  await first.stop('SIGKILL');
  expect(await drover.finished('lost', 2)).toMatchObject({ status: 'error', reason: 'worker first lost' });
  expect((await rerun('lost', 1)).json).toMatchObject({ code: 'WORKSPACE_GONE' });
  first = await drover.startWorker('first');
  expect(workspaces()).not.toContain('lost_1');
});
