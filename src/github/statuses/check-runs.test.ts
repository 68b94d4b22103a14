import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeGithub } from '../../../test/helpers/fake-github.ts';
import type { StageRecord } from '../../engine/record.ts';
import type { BuildDocument } from '../../state/build.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from '../../state/testing/sample-build.ts';
import { sampleEvent } from '../../state/testing/sample-event.ts';
import { useState } from '../../state/testing/test-state.ts';
import { createStorage, type Storage } from '../../storage/index.ts';
import { type Github, openGithub, unpaced } from '../api/index.ts';
import { createAnnounce } from './index.ts';
import { Sender } from './sender.ts';

const given = useState();
const log = pino({ level: 'silent' });
const publicUrl = 'https://ci.example.org';
const none = { githubToken: null, githubAppId: null, githubAppKey: null };

let fake: FakeGithub;
let app: Github;
let folder: string;
let storage: Storage;
beforeEach(async () => {
  fake = await FakeGithub.start();
  const key = { githubAppId: '4711', githubAppKey: fake.appKey.privateKey };
  app = openGithub({ ...none, ...key, githubApiUrl: fake.apiUrl }, unpaced) as Github;
  folder = await mkdtemp(join(tmpdir(), 'drover-checks-'));
  storage = createStorage(folder);
  await given.state.jobs.put('api', sampleDefinition);
  await given.state.statuses.switchOn();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await fake.stop();
  expect(fake.problems).toEqual([]);
});

const send = (github = app) =>
  new Sender({ state: given.state, storage, github, publicUrl, log }).sendDue(() => true);

async function accept(over: Partial<BuildDocument> = {}): Promise<BuildDocument> {
  const github = { ...sampleEvent(), checkRun: true } as const;
  return (await given.state.builds.submit(sampleBuild({ github, ...over }), {})).build;
}

async function finish(build: BuildDocument, over: Partial<BuildDocument> = {}): Promise<void> {
  const token = `token of ${build.number}`;
  await given.state.builds.claim(`${build.job}_${build.number}`, sampleClaim(token));
  const startedAt = new Date().toISOString();
  await given.state.builds.finish({ ...ended(build), startedAt, durationMs: 65_000, ...over }, { token });
}

/** A stage whose only step failed, with that log. */
async function failed(build: BuildDocument, output: string): Promise<Partial<BuildDocument>> {
  const path = join(storage.buildFolder(build), 'Test/Unit.log');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, output);
  const step = { title: 'Unit', status: 'failure', exitCode: 1, log: 'Test/Unit.log' };
  const stage = { title: 'Test', status: 'failure', durationMs: 64_000, hooks: [], steps: [step] };
  return {
    status: 'failure',
    reason: 'Test ▸ Unit exited 1',
    stages: [stage as unknown as StageRecord],
  };
}

interface Output {
  title: string;
  summary: string;
  annotations: object[];
}
const outputs = () => fake.checks.map(({ output }) => output as Output);

test('a check run is made beside the status, and the end of the build completes the same one', async () => {
  const build = await accept();
  await send();
  expect(fake.contexts('a'.repeat(40))).toEqual({ 'drover/api': 'pending' });
  expect(fake.checks).toMatchObject([{ name: 'drover/api', status: 'queued', external_id: 'api_1' }]);
  await finish(build);
  await send();
  expect(fake.checks).toMatchObject([
    {
      status: 'completed',
      conclusion: 'success',
      details_url: `${publicUrl}/jobs/api/builds/1`,
      output: { title: 'succeeded after 1 m 5 s' },
    },
  ]);
  expect((await given.state.statuses.counts()).waiting).toBe(0);
});

test('a rerun of the commit gets a check run of its own', async () => {
  await finish(await accept());
  await send();
  await finish(await accept(), { status: 'cancelled', reason: 'Cancelled by ann' });
  await send();
  expect(fake.checks).toMatchObject([
    { external_id: 'api_1', conclusion: 'success' },
    { external_id: 'api_2', conclusion: 'cancelled' },
  ]);
});

test('the end of the log of the step that failed is shown, and errors and tests beside their lines', async () => {
  const build = await accept();
  const lines = [
    ...Array.from({ length: 500 }, (_, index) => `\u001b[32mok ${index}\u001b[0m`),
    "src/app.ts(12,3): error TS2304: Cannot find name 'x'.",
    `/srv/workspaces/api_1/src/b.ts:7:1: error: \`\`\`no\`\`\``,
    '/usr/include/x.h:3:1: error: not ours',
  ];
  const tests = {
    total: 3,
    passed: 1,
    failed: 2,
    skipped: 0,
    durationMs: 10,
    failures: [
      { suite: 'login', name: 'refuses <b>', message: 'expected 401\nstack', path: 'test/a.ts', line: 8 },
      { suite: 'login', name: '@ann', message: 'no' },
    ],
    flaky: [],
    slowest: [],
  };
  await finish(build, { ...(await failed(build, `${lines.join('\n')}\n`)), tests });
  await send();
  const [{ title, summary, annotations } = {} as Output] = outputs();
  expect(title).toBe('Test ▸ Unit exited 1 after 1 m 5 s');
  expect(annotations).toEqual([
    {
      path: 'test/a.ts',
      start_line: 8,
      end_line: 8,
      annotation_level: 'failure',
      title: 'login › refuses <b>',
      message: 'expected 401\nstack',
    },
    expect.objectContaining({ path: 'src/app.ts', start_line: 12, message: lines[500] }),
    expect.objectContaining({ path: 'src/b.ts', start_line: 7 }),
  ]);
  expect(summary).toContain('- login › refuses \\<b\\> (test/a.ts:8): expected 401\n');
  expect(summary).toContain('- login › @\u200bann: no');
  expect(summary).toContain('````text\nok 463\n');
  expect(summary).toContain('error: ```no```\n/usr/include/x.h:3:1: error: not ours\n````');
  expect(summary).toContain('| Test | failure | 1 m 4 s |');
});

test('more than GitHub takes in one call is left out, whatever the log says', async () => {
  const build = await accept();
  const lines = Array.from(
    { length: 390 },
    (_, index) => `src/ü.c:${index + 1}:1: error: ${'ü'.repeat(400)}`,
  );
  await finish(build, await failed(build, lines.join('\n')));
  await send();
  const [{ summary, annotations } = {} as Output] = outputs();
  expect(annotations).toHaveLength(50);
  expect(Buffer.byteLength(summary)).toBeLessThan(65_536);
});

test('a build whose log or document is gone is told all the same', async () => {
  const build = await accept();
  await finish(build, { ...(await failed(build, 'x')) });
  await rm(storage.buildFolder(build), { recursive: true });
  await send();
  const other = await accept({ github: { ...sampleEvent('other', 'e'.repeat(40)), checkRun: true } });
  await finish(other);
  await given.redis.del(given.state.keys.build('api', other.number));
  await send();
  expect(fake.checks.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
  given.damage();
});

test('an event that starts no build completes a check run as skipped, so that none is waited for', async () => {
  const description = 'skipped: docs only';
  const notice = { event: sampleEvent(), job: 'api', state: 'success', description, checkRun: true } as const;
  await createAnnounce(given.state)(notice);
  await send();
  expect(fake.checks).toMatchObject([{ conclusion: 'skipped', output: { title: description } }]);
});

test('a check run that GitHub no longer has is made anew', async () => {
  const build = await accept();
  await send();
  fake.checks.splice(0);
  await finish(build);
  await send();
  expect(fake.checks).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
});

test('with a token it is given up and told why, and the status is sent', async () => {
  await finish(await accept());
  await send(openGithub({ ...none, githubApiUrl: fake.apiUrl, githubToken: fake.token }) as Github);
  expect(fake.statuses).toMatchObject([{ state: 'success' }]);
  expect(fake.checks).toEqual([]);
  expect(await given.state.statuses.listGivenUp(10)).toMatchObject([
    { kind: 'check', error: expect.stringContaining('from GitHub Apps only') },
  ]);
});

test('an App that may not make check runs delays no status', async () => {
  const build = await accept();
  fake.failure = { kind: 'status', status: 403, message: 'Resource not accessible', only: /check-runs/ };
  await send();
  await finish(build);
  await send();
  expect(fake.statuses.map(({ state }) => state)).toEqual(['pending', 'success']);
  expect(await given.state.statuses.counts()).toMatchObject({ waiting: 1, givenUp: 0 });
});
