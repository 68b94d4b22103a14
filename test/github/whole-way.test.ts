import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pullRequest, push } from '../../src/github/testing/payloads.ts';
import { type DroverProcess, TestDrover, until } from '../helpers/drover.ts';
import { FakeGithub } from '../helpers/fake-github.ts';
import type { TestRepository } from '../helpers/git-server.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

const secret = 'the-secret-of-the-webhook';

let redis: PrivateRedis;
let fake: FakeGithub;
let repository: TestRepository;
let drover: TestDrover;
let folder: string;
let server: DroverProcess;
beforeEach(async () => {
  redis = await startPrivateRedis();
  fake = await FakeGithub.start();
  fake.makePrivate();
  repository = await fake.git.repository('Codertocat', 'Hello-World');
  folder = await mkdtemp(join(tmpdir(), 'drover-whole-way-'));
  drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_REDIS_URL: redis.url,
    DROVER_GITHUB_API_URL: fake.apiUrl,
    DROVER_GITHUB_TOKEN: fake.token,
    DROVER_GITHUB_WEBHOOK_SECRET: secret,
    DROVER_PUBLIC_URL: 'https://ci.example.org',
  });
});
afterEach(async () => {
  await drover.stop();
  await fake.stop();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
  expect(fake.problems).toEqual([]);
});

async function start(environment: Record<string, string> = {}): Promise<void> {
  Object.assign(drover.environment, environment);
  server = (await drover.startServer()).process;
  await drover.startWorker('w');
}

/** As GitHub delivers it. */
async function deliver(event: string, payload: object): Promise<Response> {
  const body = JSON.stringify(payload);
  return fetch(`${drover.url}/api/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
    signal: AbortSignal.timeout(20_000),
  });
}

const cloneUrl = () => `${fake.origin}/Codertocat/Hello-World.git`;

function opened(head: string, base: string, action = 'opened'): object {
  return pullRequest(action, {
    'repository.clone_url': cloneUrl(),
    'repository.private': true,
    'pull_request.head.sha': head,
    'pull_request.base.sha': base,
    'pull_request.base.repo.clone_url': cloneUrl(),
  });
}

async function link(kind: 'pullrequest' | 'branch', options: object = {}): Promise<void> {
  const path = `/api/github/Codertocat/Hello-World/${kind}`;
  const { status, text } = await drover.request('PUT', path, { job: 'site', ...options });
  if (status >= 300) throw new Error(text);
}

test('a signed delivery becomes a checked out build and a status, with the server killed in between', async () => {
  await start();
  const gate = join(folder, 'go');
  const base = await repository.commit({ a: '1' });
  const head = await repository.commit({ b: 'from the pull request' }, { branch: 'changes' });
  await repository.pullRequest(2, head);
  const command = `cat b; echo " $CI_PR_NUMBER $CI_BASE_JOB"; until [ -e '${gate}' ]; do sleep 0.1; done`;
  await drover.define('site', { stages: [{ title: 'Test', steps: [{ title: 'Unit', command }] }] });
  await link('pullrequest');
  expect((await deliver('pull_request', opened(head, base))).status).toBeLessThan(300);
  await until(() => fake.contexts(head)['drover/site'] === 'pending', 'GitHub is told that it is pending');
  await until(
    async () => (await drover.log('site_pr2', 1)).includes('from the pull request 2 site'),
    'the step runs',
  );
  await server.stop('SIGKILL');
  await writeFile(gate, '');
  const again = await drover.startServer();
  drover.url = again.url;
  const build = await drover.finished('site_pr2', 1);
  expect(build).toMatchObject({ status: 'success', baseJob: 'site', checkout: { status: 'success' } });
  await until(() => fake.contexts(head)['drover/site'] === 'success', 'GitHub is told the result', 40_000);
  expect(fake.statuses.map(({ state }) => state)).toEqual(['pending', 'success']);
  expect(fake.statuses.at(-1)).toMatchObject({
    sha: head,
    target_url: 'https://ci.example.org/jobs/site_pr2/builds/1',
    description: expect.stringMatching(/^succeeded after /),
  });
  // GitHub has it a moment before the one who sent it notes that.
  await until(async () => {
    const { text } = await drover.request('GET', '/metrics');
    return text.includes('drover_github_statuses_waiting 0');
  }, 'nothing waits any more');
});

test('GitHub being away neither fails nor delays a build, and the status comes later', async () => {
  await start();
  const sha = await repository.commit({ a: '1' });
  await drover.job('site', 'exit 3');
  await link('branch');
  fake.failure = { kind: 'down' };
  const payload = push({
    after: sha,
    'head_commit.id': sha,
    'repository.clone_url': cloneUrl(),
    'repository.private': true,
  });
  expect((await deliver('push', payload)).status).toBeLessThan(300);
  const build = await until(async () => {
    const found = await drover.build('site_branch_master', 1).catch(() => null);
    return found?.finishedAt ? found : null;
  }, 'the build ends');
  expect(build).toMatchObject({ status: 'failure', checkout: { status: 'success' } });
  expect(fake.statuses).toEqual([]);
  fake.failure = null;
  await until(() => fake.contexts(sha)['drover/site'] === 'failure', 'the result is told', 60_000);
  const told = fake.statuses.map(({ description }) => description);
  // An attempt to tell that it was queued may be under way when GitHub comes back; the result is told after it, once.
  if (told[0] === 'queued') told.shift();
  expect(told).toEqual([expect.stringMatching(/^main ▸ step 1 exited 3 after /)]);
});

test('a required check does not hang where nothing is built', async () => {
  await start();
  const base = await repository.commit({ a: '1' });
  const head = await repository.commit({ b: '2' }, { branch: 'changes', message: 'Say it [skip ci]' });
  await repository.pullRequest(2, head);
  await drover.job('site', 'cat b');
  await link('pullrequest', { branches: ['release/*'] });
  await deliver('pull_request', opened(head, base));
  await until(() => fake.contexts(head)['drover/site'] === 'success', 'GitHub is told');
  expect(fake.statuses.at(-1)?.description).toMatch(/^skipped: /);
  expect((await drover.request('GET', '/api/jobs/site_pr2')).status).toBe(404);
});

test('with an App a failure is a check run with its place, and what GitHub does not take is sent once more', async () => {
  delete drover.environment['DROVER_GITHUB_TOKEN'];
  fake.git.credentials = null;
  await start({ DROVER_GITHUB_APP_ID: '4711', DROVER_GITHUB_APP_KEY: fake.appKey.privateKey });
  fake.failure = { kind: 'status', status: 422, message: 'No commit found', only: /check-runs/ };
  const sha = await repository.commit({ 'src/app.c': '1' });
  const command = 'echo "$PWD/src/app.c:3:1: error: expected something else"; exit 1';
  await drover.define('site', { stages: [{ title: 'Test', steps: [{ title: 'Unit', command }] }] });
  const linked = await drover.cli('link', 'Codertocat/Hello-World', '--branch', 'site', '--check-run');
  expect(linked).toMatchObject({ code: 0 });
  await deliver('push', push({ after: sha, 'head_commit.id': sha, 'repository.clone_url': cloneUrl() }));
  await until(() => fake.contexts(sha)['drover/site'] === 'failure', 'GitHub is told the result');
  await until(
    async () => (await drover.cli('statuses')).output.includes('No commit found'),
    'it is given up',
  );
  expect((await drover.cli('doctor')).output).toMatch(
    /✕ statuses +\d were given up, .*drover statuses --resend/,
  );
  fake.failure = null;
  expect((await drover.cli('statuses', '--resend')).output).toMatch(/^Sent once more: \d\.$/m);
  await until(() => fake.checks.at(-1)?.['status'] === 'completed', 'the check run is there');
  expect(fake.checks).toMatchObject([
    {
      name: 'drover/site',
      conclusion: 'failure',
      details_url: 'https://ci.example.org/jobs/site_branch_master/builds/1',
      output: {
        title: expect.stringMatching(/^Test ▸ Unit exited 1 after /),
        summary: expect.stringContaining('expected something else'),
        annotations: [{ path: 'src/app.c', start_line: 3 }],
      },
    },
  ]);
  expect((await drover.cli('statuses')).output).toMatch(/^None was given up/);
});
