import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeGithub } from '../../../test/helpers/fake-github.ts';
import { type Github, GithubFault, openGithub, shortened, unpaced } from './index.ts';
import { webOriginOf } from './web-origin.ts';

const sha = 'a'.repeat(40);
const none = { githubToken: null, githubAppId: null, githubAppKey: null };

let fake: FakeGithub;
let github: Github;
beforeEach(async () => {
  fake = await FakeGithub.start();
  github = withToken(fake.token);
});
afterEach(async () => {
  await fake.stop();
  expect(fake.problems).toEqual([]);
});

function withToken(token: string): Github {
  return openGithub({ ...none, githubApiUrl: fake.apiUrl, githubToken: token }) as Github;
}

function asApp(key: string = fake.appKey.privateKey, options = {}): Github {
  const app = { ...none, githubApiUrl: fake.apiUrl, githubAppId: '4711', githubAppKey: key };
  return openGithub(app, options) as Github;
}

const faultOf = (call: Promise<unknown>): Promise<GithubFault> =>
  call.then(
    () => expect.fail('it did not fail'),
    (error: GithubFault) => {
      expect(error).toBeInstanceOf(GithubFault);
      return error;
    },
  );

test('a file is read at a commit, also one that holds JSON; what is not there is null', async () => {
  fake.files.set(`acme/site/ci/.drover.yaml@${sha}`, 'stages: [] # ü\n');
  fake.files.set(`acme/site/.drover.json@${sha}`, '{"stages":[]}');
  expect(await github.readFile('acme', 'site', 'ci/.drover.yaml', sha)).toBe('stages: [] # ü\n');
  expect(await github.readFile('acme', 'site', '.drover.json', sha)).toBe('{"stages":[]}');
  expect(await github.readFile('acme', 'site', 'missing', sha)).toBeNull();
});

test('the files of a pull request come from all pages', async () => {
  const paths = Array.from({ length: 230 }, (_, index) => `src/${index}.ts`);
  fake.changedFiles.set('acme/site/25', paths);
  expect(await github.pullRequestFiles('acme', 'site', 25)).toEqual(paths);
  expect(fake.requests).toHaveLength(3);
});

test('the message of a commit is told', async () => {
  fake.messages.set(`acme/site@${sha}`, 'Fix it\n\n[skip ci]');
  expect(await github.commitMessage('acme', 'site', sha)).toBe('Fix it\n\n[skip ci]');
  expect(await github.commitMessage('acme', 'site', 'b'.repeat(40))).toBeNull();
});

test('the permission of a user is told', async () => {
  fake.permissions.set('acme/site/ann', 'write');
  expect(await github.permissionOf('acme', 'site', 'ann')).toBe('write');
});

test('a status is set with at most 140 characters in one line', async () => {
  await github.setStatus('acme', 'site', sha, {
    state: 'failure',
    context: 'drover/site',
    description: `Test ▸ Unit\nexited 1: ${'x'.repeat(200)}`,
    targetUrl: 'https://ci.example.org/jobs/site_pr25/builds/1',
  });
  const [status] = fake.statuses;
  expect(status).toMatchObject({ repository: 'acme/site', sha, state: 'failure', context: 'drover/site' });
  expect(status?.description).toHaveLength(140);
  expect(status?.description).toMatch(/^Test ▸ Unit exited 1: x+…$/);
});

test('an App logs in for the repository, and keeps its token', async () => {
  const app = asApp();
  for (const state of ['pending', 'success'] as const)
    await app.setStatus('acme', 'site', sha, { state, context: 'drover/site', description: state });
  expect(fake.statuses.map(({ state }) => state)).toEqual(['pending', 'success']);
  expect(fake.installationTokens).toHaveLength(1);
  expect(app.isApp).toBe(true);
});

test('the token of an installation is renewed when its hour is over', async () => {
  const app = asApp(fake.appKey.privateKey, unpaced);
  const set = (state: 'pending' | 'success') =>
    app.setStatus('acme', 'site', sha, { state, context: 'drover/site', description: state });
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    await set('pending');
    vi.setSystemTime(Date.now() + 50 * 60_000);
    await set('pending');
    expect(fake.installationTokens).toHaveLength(1);
    vi.setSystemTime(Date.now() + 11 * 60_000);
    await set('success');
    expect(fake.installationTokens).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test('a GitHub that is slow is waited for', async () => {
  fake.failure = { kind: 'slow', ms: 300 };
  await github.setStatus('acme', 'site', sha, { state: 'success', context: 'c', description: 'd' });
  expect(fake.statuses).toHaveLength(1);
});

test('an App gets a token for git that reads one repository', async () => {
  const token = await asApp().gitToken('acme', 'site');
  expect(fake.installationTokens).toContain(token);
  expect(await github.gitToken('acme', 'site')).toBe(fake.token);
});

test('the key of an App may lie in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drover-key-'));
  await writeFile(join(folder, 'app.pem'), fake.appKey.privateKey, { mode: 0o600 });
  await asApp(join(folder, 'app.pem')).gitToken('acme', 'site');
  await rm(folder, { recursive: true });
  const fault = await faultOf(asApp(join(folder, 'app.pem')).gitToken('acme', 'site'));
  expect(fault.message).toContain('githubAppKey');
});

test('a check run is made, and changed when its id is known', async () => {
  const run = { name: 'drover/site', sha, conclusion: null, title: 'Running', summary: '…', annotations: [] };
  const id = await asApp().putCheckRun('acme', 'site', run);
  const annotations = Array.from({ length: 60 }, (_, index) => ({
    path: 'src/a.ts',
    line: index + 1,
    level: 'failure' as const,
    message: 'no',
  }));
  const ended = { ...run, conclusion: 'failure' as const, title: 'Test failed', annotations };
  expect(await asApp().putCheckRun('acme', 'site', ended, id)).toBe(id);
  expect(fake.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
});

test('a wrong token, a limit, an outage and a missing App are told apart', async () => {
  const status = { state: 'success', context: 'c', description: 'd' } as const;
  const set = (one: Github) => faultOf(one.setStatus('acme', 'site', sha, status));
  expect(await set(withToken('wrong'))).toMatchObject({ kind: 'refused' });
  const reset = Math.ceil(Date.now() / 1000) + 600;
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  fake.failure = { kind: 'status', status: 403, headers, message: 'API rate limit exceeded' };
  const limited = await set(github);
  expect(limited.kind).toBe('rate_limited');
  expect(limited.retryAfterMs).toBeGreaterThan(500_000);
  fake.failure = { kind: 'status', status: 429, headers: { 'retry-after': '90' } };
  expect(await set(github)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 90_000 });
  fake.failure = { kind: 'status', status: 502 };
  expect(await set(github)).toMatchObject({ kind: 'away' });
  fake.failure = { kind: 'down' };
  const down = await set(github);
  expect(down.kind).toBe('away');
  expect(down.message).not.toContain(fake.token);
});

test('an App without a key is refused', () => {
  expect(() => openGithub({ ...none, githubApiUrl: fake.apiUrl, githubAppId: '1' })).toThrow(/both/);
  expect(openGithub({ ...none, githubApiUrl: fake.apiUrl })).toBeNull();
});

test('credentials belong to the place of the interface', () => {
  expect(webOriginOf('https://api.github.com')).toBe('https://github.com');
  expect(webOriginOf('https://api.acme.ghe.com')).toBe('https://acme.ghe.com');
  expect(webOriginOf('https://ghe.example.org/api/v3')).toBe('https://ghe.example.org');
  expect(webOriginOf('https://api.github.com.evil.example')).toBe('https://api.github.com.evil.example');
});

test('a description keeps whole characters', () => {
  expect(shortened('🚚'.repeat(200))).toBe(`${'🚚'.repeat(139)}…`);
});
