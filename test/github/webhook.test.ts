import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromFork, pullRequest, push } from '../../src/github/testing/payloads.ts';
import type { BuildDocument } from '../../src/state/build.ts';
import type { DeliveryView } from '../../src/state/delivery.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { FakeGithub } from '../helpers/fake-github.ts';
import type { TestRepository } from '../helpers/git-server.ts';

const secret = 'the-secret-of-the-webhook';

let fake: FakeGithub;
let repository: TestRepository;
let drover: TestDrover;
beforeEach(async () => {
  fake = await FakeGithub.start();
  repository = await fake.git.repository('acme', 'site');
  drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_GITHUB_API_URL: fake.apiUrl,
    DROVER_GITHUB_TOKEN: fake.token,
    DROVER_GITHUB_WEBHOOK_SECRET: `an-old-secret,${secret}`,
    DROVER_SLOTS: '2',
  });
});
afterEach(async () => {
  await drover.stop();
  await fake.stop();
  expect(fake.problems).toEqual([]);
});

/** The fields of a payload that say where the repository lies. */
const here = () => ({
  'repository.full_name': 'acme/site',
  'repository.html_url': `${fake.origin}/acme/site`,
  'repository.clone_url': `${fake.origin}/acme/site.git`,
  'repository.default_branch': 'main',
});
const ofPull = (head: string) => ({
  ...here(),
  number: 25,
  'pull_request.head.sha': head,
  'pull_request.head.ref': 'feature',
  'pull_request.head.repo.full_name': 'acme/site',
  'pull_request.base.ref': 'main',
});

/** Sends it as GitHub does; resolves to the id of the delivery. */
async function deliver(
  event: string,
  payload: object,
  { url = drover.url, id = randomUUID() as string } = {},
) {
  const body = JSON.stringify(payload);
  const answer = await fetch(`${url}/api/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  expect(answer.status).toBeLessThan(300);
  return id;
}

const processed = (id: string): Promise<DeliveryView> =>
  until(async () => {
    const { json } = await drover.request<DeliveryView>('GET', `/api/github/deliveries/${id}`);
    return json.outcome === 'accepted' ? null : json;
  }, `delivery ${id} is processed`);

async function ofJob(job: string): Promise<BuildDocument[]> {
  const { json } = await drover.request<{ builds: BuildDocument[] }>('GET', `/api/jobs/${job}/builds`);
  return json.builds;
}

test('from the link to the build of a pull request, by the command line', async () => {
  await drover.startUp();
  await drover.job('site', 'cat hello.txt; echo " pull request $CI_PR_NUMBER of $CI_REPO"');
  expect(await drover.cli('link', 'acme/site', '--pullrequest', 'site', '--branch', 'site')).toMatchObject({
    code: 0,
    output: 'Pull requests of acme/site start site.\nBranches of acme/site start site.\n',
  });
  const sick = await drover.cli('doctor');
  expect(sick).toMatchObject({
    code: 1,
    output: expect.stringContaining('nothing has ever come of acme/site'),
  });

  await repository.commit({ 'hello.txt': 'hello from main' });
  const head = await repository.commit({ 'hello.txt': 'hello from the branch' }, { branch: 'feature' });
  await repository.pullRequest(25, head);
  const id = await deliver('pull_request', pullRequest('opened', ofPull(head)));
  expect(await processed(id)).toMatchObject({ outcome: 'started', job: 'site_pr25', build: 1 });
  const build = await drover.finished('site_pr25', 1);
  expect(build).toMatchObject({ status: 'success', cause: { kind: 'pull_request', by: 'Codertocat' } });
  expect(await drover.log('site_pr25', 1)).toContain('hello from the branch pull request 25 of acme/site');

  const { output } = await drover.cli('deliveries');
  expect(output).toMatch(/acme\/site +pull_request opened +started +build site_pr25 #1/);
  expect(JSON.parse((await drover.cli('deliveries', id)).output)).toMatchObject({ payload: { number: 25 } });
  expect((await drover.cli('deliveries', id, '--replay')).code).toBe(0);
  expect((await drover.finished('site_pr25', 2)).status).toBe('success');
  expect((await drover.cli('doctor')).output).toContain('something has come of every linked repository');
  expect((await drover.cli('links')).output).toMatch(/acme\/site +branches +site /);

  await deliver('pull_request', pullRequest('closed', ofPull(head)));
  await drover.cli('unlink', 'acme/site', '--branch');
  expect((await drover.request('GET', '/api/github/acme/site/branch')).status).toBe(404);
  expect((await drover.request('DELETE', '/api/jobs/site?confirm=site')).text).toContain('unlink it first');
});

test('a commit from a fork waits for approval on the command line, and runs where the link says', async () => {
  await drover.startUp();
  await drover.job('site', 'cat hello.txt');
  await drover.cli('link', 'acme/site', '--pullrequest', 'site', '--fork-label', 'untrusted');
  await repository.commit({ 'hello.txt': 'hello' });
  const head = await repository.commit({ 'hello.txt': 'from afar' }, { branch: 'theirs' });
  await repository.pullRequest(25, head);
  const id = await deliver('pull_request', fromFork('opened', ofPull(head)));
  expect(await processed(id)).toMatchObject({ outcome: 'waiting' });
  expect((await drover.cli('approve')).output).toMatch(new RegExp(`acme/site#25 .* ${head.slice(0, 10)}`));
  const wrong = await drover.cli('approve', 'acme/site#25', '--sha', 'f'.repeat(40));
  expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('An approval is for one commit') });
  expect(await drover.cli('approve', 'acme/site#25')).toMatchObject({
    code: 0,
    output: `acme/site#25 at ${head.slice(0, 10)}: build site_pr25 #1.\n`,
  });
  const { json } = await drover.request<{ builds: { waitingFor: { message: string } }[] }>(
    'GET',
    '/api/queue',
  );
  expect(json.builds[0]?.waitingFor.message).toContain('untrusted');
  await drover.startWorker('sandbox', {
    DROVER_REDIS_URL: `unix://${drover.redisSocket}`,
    DROVER_LABELS: 'untrusted',
  });
  const build = await drover.finished('site_pr25', 1);
  expect(build).toMatchObject({
    status: 'success',
    worker: 'sandbox',
    github: { approval: { by: 'admin' } },
  });
});

test('a job file in the repository is what runs, and a fault in it is told with its place', async () => {
  await drover.startUp();
  await drover.job('site', 'false');
  await drover.cli('link', 'acme/site', '--branch', 'site', '--definition', '.drover.yaml');
  const good = await repository.commit({ 'hello.txt': 'hello' });
  fake.files.set(`acme/site/.drover.yaml@${good}`, 'stages: [{ steps: [{ command: cat hello.txt }] }]\n');
  const pushed = (sha: string) =>
    push({ ...here(), ref: 'refs/heads/main', after: sha, 'head_commit.id': sha, forced: true });
  await processed(await deliver('push', pushed(good)));
  expect((await drover.finished('site_branch_main', 1)).status).toBe('success');

  const bad = await repository.commit({ 'hello.txt': 'hi' });
  fake.files.set(`acme/site/.drover.yaml@${bad}`, 'stages:\n  - step: []\n');
  const failed = await processed(await deliver('push', pushed(bad)));
  expect(failed).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^\.drover\.yaml:2:5: /) });
  await until(
    () => fake.statuses.find(({ sha, state }) => sha === bad && ['error', 'failure'].includes(state)),
    'GitHub is told',
  );
});

test('deliveries that two servers get at the same instant start one build each', async () => {
  await drover.startUp();
  await drover.job('site', 'true');
  await drover.cli('link', 'acme/site', '--branch', 'site');
  const other = await drover.startServer({ DROVER_REDIS_URL: `unix://${drover.redisSocket}` });
  const sha = await repository.commit({ 'hello.txt': 'hello' });
  const branches = Array.from({ length: 10 }, (_, index) => `b${index}`);
  const payload = (branch: string) =>
    push({ ...here(), ref: `refs/heads/${branch}`, after: sha, 'head_commit.id': sha, forced: true });
  for (const branch of branches) {
    const id = randomUUID();
    // The same delivery to both, and the same event as another webhook tells it.
    await Promise.all([
      deliver('push', payload(branch), { id }),
      deliver('push', payload(branch), { id, url: other.url }),
      deliver('push', payload(branch), { url: other.url }),
    ]);
    await processed(id);
  }
  const { json } = await drover.request<{ deliveries: DeliveryView[] }>(
    'GET',
    '/api/github/deliveries?limit=100',
  );
  for (const { id } of json.deliveries) await processed(id);
  for (const branch of branches) expect(await ofJob(`site_branch_${branch}`)).toHaveLength(1);
  await other.process.stop();
});

test('what a killed server had accepted another one does, each once', async () => {
  await drover.startUp();
  await drover.define('site', { runsOn: ['nowhere'], stages: [{ steps: [{ command: 'true' }] }] });
  await drover.cli('link', 'acme/site', '--branch', 'site');
  const doomed = await drover.startServer({ DROVER_REDIS_URL: `unix://${drover.redisSocket}` });
  const sha = await repository.commit({ 'hello.txt': 'hello' });
  const accepted: string[] = [];
  const send = async (index: number) => {
    const payload = push({ ...here(), ref: `refs/heads/k${index}`, after: sha, forced: true });
    accepted.push(await deliver('push', payload, { url: doomed.url }));
  };
  const sending = Promise.allSettled(Array.from({ length: 60 }, (_, index) => send(index)));
  await until(() => accepted.length >= 20, 'some are accepted');
  doomed.process.child.kill('SIGKILL');
  await sending;
  const seen = new Set<string>();
  for (const id of accepted) {
    const { outcome, job = '' } = await until(
      async () => {
        const { json } = await drover.request<DeliveryView>('GET', `/api/github/deliveries/${id}`);
        return json.outcome === 'accepted' ? null : json;
      },
      `delivery ${id} is processed`,
      90_000,
    );
    expect(outcome).toBe('started');
    expect(await ofJob(job)).toHaveLength(1);
    seen.add(job);
  }
  expect(seen.size).toBe(accepted.length);
});
