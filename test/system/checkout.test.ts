import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDelivery } from '../../src/queue/delivery.ts';
import { submitBuild } from '../../src/queue/submit.ts';
import type { BuildDocument } from '../../src/state/build.ts';
import type { GithubEvent } from '../../src/state/github-event.ts';
import { createState } from '../../src/state/index.ts';
import { createStorage } from '../../src/storage/index.ts';
import { type DroverProcess, TestDrover, until } from '../helpers/drover.ts';
import { FakeGithub } from '../helpers/fake-github.ts';
import type { TestRepository } from '../helpers/git-server.ts';

let fake: FakeGithub;
let repository: TestRepository;
let drover: TestDrover;
let up: DroverProcess;
beforeAll(async () => {
  fake = await FakeGithub.start();
  fake.makePrivate();
  repository = await fake.git.repository('acme', 'site');
  drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_GITHUB_API_URL: fake.apiUrl,
    DROVER_GITHUB_TOKEN: fake.token,
    DROVER_SLOTS: '2',
  });
  up = await drover.startUp();
});
afterEach(() => {
  fake.git.hold = null;
});
afterAll(async () => {
  await drover.stop();
  await fake.stop();
});

const push = (sha: string): GithubEvent => ({
  event: 'push',
  delivery: 'd-1',
  repository: {
    owner: 'acme',
    name: 'site',
    url: `${fake.origin}/acme/site`,
    cloneUrl: `${fake.origin}/acme/site.git`,
    defaultBranch: 'main',
    private: true,
  },
  commit: { sha, ref: 'refs/heads/main', branch: 'main', title: 'A commit' },
});

/** A build as an event of GitHub starts it. */
async function startFor(job: string, github: GithubEvent): Promise<BuildDocument> {
  const redis = new Redis(drover.redisSocket);
  const state = await createState({ redis, prefix: '' });
  const delivery = createDelivery(redis, '');
  try {
    const context = { state, delivery, storage: createStorage(join(drover.data, 'storage')) };
    return await submitBuild(context, { job, parameters: {}, cause: { kind: 'push', by: 'ann' }, github });
  } finally {
    await delivery.close();
    redis.disconnect();
  }
}

/** Processes that name the repository in their command line, or carry a build's mark and are git. */
function gitProcesses(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return command.includes('git') && command.includes(`${fake.origin}/acme`) ? [command] : [];
    } catch {
      return [];
    }
  });
}

test('the checkout is the first entry of a build, with a log of its own, and a rerun checks out the same', async () => {
  const sha = await repository.commit({ 'hello.txt': 'hello' });
  await drover.job('site', 'cat hello.txt; echo " $CI_COMMIT_SHA"');
  const { number } = await startFor('site', push(sha));
  const build = await drover.finished('site', number);
  expect(build).toMatchObject({
    status: 'success',
    github: { repository: { name: 'site' }, commit: { sha } },
    checkout: { status: 'success', exitCode: 0, log: 'checkout.log', lines: expect.any(Number) },
  });
  expect(build.checkout?.durationMs).toBeGreaterThan(0);
  const log = await drover.log('site', number);
  expect(log).toMatch(/^drover: fetching [0-9a-f]{40} of [\s\S]*\nhello /);
  expect(await drover.log('site', number, '?step=checkout')).toContain('fetching');
  expect(log).not.toContain(fake.token);
  await repository.commit({ 'hello.txt': 'changed' });
  const again = await drover.request<BuildDocument>('POST', `/api/jobs/site/builds/${number}/rerun`, {});
  await drover.finished('site', again.json.number);
  expect(await drover.log('site', again.json.number)).toContain(`hello ${sha}`);
});

test('a checkout that fails is an error of the system, and its command line is told', async () => {
  await repository.commit({ a: '1' });
  await drover.job('site', 'cat a');
  const { number } = await startFor('site', push('b'.repeat(40)));
  const build = await drover.finished('site', number);
  expect(build).toMatchObject({ status: 'error', checkout: { status: 'error' } });
  expect(build.reason).toMatch(/^Checkout: commit b{40} is no longer in/);
  expect(build.stages[0]?.status).toBe('skipped');
  expect(await drover.log('site', number)).toContain('is no longer in');
});

test('a cancel during the checkout leaves no git behind', async () => {
  const sha = await repository.commit({ a: '1' });
  await drover.job('site', 'cat a');
  fake.git.hold = new Promise(() => {});
  const { number } = await startFor('site', push(sha));
  await until(() => gitProcesses().length > 0, 'git fetches');
  const { status } = await drover.request('POST', `/api/jobs/site/builds/${number}/cancel`, { reason: 'no' });
  expect(status).toBe(202);
  const build = await drover.finished('site', number);
  expect(build).toMatchObject({ status: 'cancelled', checkout: { status: 'cancelled' } });
  expect(gitProcesses()).toEqual([]);
});

test('the time limit of a job holds for its checkout too', async () => {
  const sha = await repository.commit({ a: '1' });
  await drover.define('site', { timeout: '2s', stages: [{ steps: [{ command: 'cat a' }] }] });
  fake.git.hold = new Promise(() => {});
  const { number } = await startFor('site', push(sha));
  const build = await drover.finished('site', number);
  expect(build).toMatchObject({ status: 'timed_out', checkout: { status: 'timed_out' } });
});

test('after a worker that was killed in a fetch the next build of the node works', async () => {
  const sha = await repository.commit({ large: randomBytes(3_000_000) });
  await drover.job('site', 'wc -c < large');
  let letGo = () => {};
  fake.git.hold = new Promise((resolve) => {
    letGo = resolve;
  });
  await startFor('site', push(sha));
  await until(() => gitProcesses().length > 0, 'git fetches');
  process.kill(workerOf(up.pid), 'SIGKILL');
  letGo();
  fake.git.hold = null;
  const { number } = await startFor('site', push(sha));
  expect(await drover.finished('site', number, 60_000)).toMatchObject({ status: 'success' });
  expect(await drover.log('site', number)).toContain('3000000');
});

test('a build that a stopped worker hands back in the midst of its checkout checks out again', async () => {
  const sha = await repository.commit({ large: randomBytes(3_000_000) });
  await drover.define('site', {
    runsOn: ['island'],
    onWorkerLost: 'requeue',
    stages: [{ steps: [{ command: 'wc -c < large' }] }],
  });
  const island = {
    DROVER_REDIS_URL: `unix://${drover.redisSocket}`,
    DROVER_LABELS: 'island',
    DROVER_STOP_TIMEOUT: '1s',
  };
  fake.git.hold = new Promise(() => {});
  const first = await drover.startWorker('first', island);
  const { number } = await startFor('site', push(sha));
  await until(() => gitProcesses().length > 0, 'git fetches');
  await first.stop();
  expect(gitProcesses()).toEqual([]);
  fake.git.hold = null;
  await drover.startWorker('second', island);
  const build = await drover.finished('site', number);
  expect(build).toMatchObject({ status: 'success', attempt: 2, checkout: { log: 'attempt-2/checkout.log' } });
  expect(build.earlierAttempts?.[0]?.logs).toContainEqual(
    expect.objectContaining({ step: 'checkout', log: 'checkout.log' }),
  );
  const log = join(drover.data, 'storage/jobs/site', String(number), 'attempt-2/checkout.log');
  expect(readFileSync(log, 'utf8')).toContain(sha);
});

function workerOf(up: number): number {
  const children = readFileSync(`/proc/${up}/task/${up}/children`, 'utf8').trim().split(' ').map(Number);
  const worker = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker'));
  if (worker === undefined) throw new Error('there is no worker');
  return worker;
}
