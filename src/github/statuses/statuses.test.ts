import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeGithub } from '../../../test/helpers/fake-github.ts';
import type { BuildDocument } from '../../state/build.ts';
import type { State } from '../../state/index.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from '../../state/testing/sample-build.ts';
import { sampleEvent, samplePullRequest } from '../../state/testing/sample-event.ts';
import { useState } from '../../state/testing/test-state.ts';
import { type Github, openGithub, unpaced } from '../api/index.ts';
import { createAnnounce } from './index.ts';
import { Sender, startStatusSender } from './sender.ts';

const given = useState();
const log = pino({ level: 'silent' });
const publicUrl = 'https://ci.example.org';
const sha = 'a'.repeat(40);

let fake: FakeGithub;
let github: Github;
beforeEach(async () => {
  fake = await FakeGithub.start();
  const none = { githubAppId: null, githubAppKey: null };
  github = openGithub({ ...none, githubApiUrl: fake.apiUrl, githubToken: fake.token }, unpaced) as Github;
  await given.state.jobs.put('api', sampleDefinition);
  await given.state.statuses.switchOn();
});
afterEach(async () => {
  await fake.stop();
  expect(fake.problems).toEqual([]);
});

const storage = { tail: () => Promise.reject(new Error('no status looks at a log')) };
const sender = () => new Sender({ state: given.state, storage, github, publicUrl, log });
const always = () => true;

async function accept(over: Partial<BuildDocument> = {}, state: State = given.state): Promise<BuildDocument> {
  const { build } = await state.builds.submit(sampleBuild({ github: sampleEvent(), ...over }), {});
  return build;
}

async function finish(build: BuildDocument, over: Partial<BuildDocument> = {}): Promise<void> {
  const token = `token of ${build.number}`;
  await given.state.builds.claim(`${build.job}_${build.number}`, sampleClaim(token));
  await given.state.builds.finish({ ...ended(build), durationMs: 65_000, ...over }, { token });
}

const told = () => fake.statuses.map(({ state, description }) => `${state}: ${description}`);

/** Seconds from now. */
const at = (second: number): string => new Date(Date.now() + second * 1_000).toISOString();

test('a build is pending from its acceptance on, and its end is told with its address', async () => {
  const build = await accept();
  await sender().sendDue(always);
  await finish(build);
  await sender().sendDue(always);
  expect(fake.statuses).toEqual([
    {
      repository: 'acme/api',
      sha,
      context: 'drover/api',
      state: 'pending',
      description: 'queued',
      target_url: `${publicUrl}/jobs/api/builds/1`,
    },
    expect.objectContaining({ state: 'success', description: 'succeeded after 1 m 5 s' }),
  ]);
  expect(await given.state.statuses.counts()).toEqual({ waiting: 0, oldest: null, givenUp: 0 });
});

test('results become states that a branch can be protected by', async () => {
  const cases = [
    [{ status: 'success', warnings: 2 }, 'success: succeeded after 1 m 5 s, 2 warnings'],
    [{ status: 'failure', reason: 'Test ▸ Unit exited 1' }, 'failure: Test ▸ Unit exited 1 after 1 m 5 s'],
    [{ status: 'timed_out', reason: 'Job timeout of 1 h' }, 'failure: Job timeout of 1 h after 1 m 5 s'],
    [{ status: 'cancelled', reason: 'Cancelled by ann' }, 'error: Cancelled by ann'],
    [{ status: 'error', reason: 'worker w lost' }, 'error: worker w lost'],
  ] as const;
  for (const [over] of cases) {
    await finish(await accept(), over);
    await sender().sendDue(always);
  }
  expect(told()).toEqual(cases.map(([, text]) => text));
});

test('the context is that of the job which was copied, in its folder; a pull request is told at its head', async () => {
  const pull = samplePullRequest(25, { headSha: 'd'.repeat(40) });
  await given.state.folders.put('team');
  await given.state.jobs.put('web', sampleDefinition, { folder: 'team' });
  await given.state.jobs.put('web_pr25', sampleDefinition, { folder: 'team', parent: 'web' });
  await accept({ job: 'web_pr25', folder: 'team', baseJob: 'web', github: pull });
  await sender().sendDue(always);
  expect(fake.contexts('d'.repeat(40))).toEqual({ 'drover/team/web': 'pending' });
});

test('builds of no event, and those before any server could send, put nothing on the way', async () => {
  const { github: _none, ...plain } = sampleBuild();
  await given.state.builds.submit(plain, {});
  await given.redis.del(given.state.keys.github());
  await accept();
  expect((await given.state.statuses.counts()).waiting).toBe(0);
});

test('what was not sent in time is skipped: the end alone is told', async () => {
  const build = await accept();
  await finish(build);
  await sender().sendDue(always);
  expect(told()).toEqual(['success: succeeded after 1 m 5 s']);
});

test('the late end of an older build does not hide a newer one of the same commit', async () => {
  const older = await accept({ queuedAt: at(-2) });
  const newer = await accept({ queuedAt: at(-1) });
  await finish(older, { status: 'cancelled', reason: 'superseded' });
  await sender().sendDue(always);
  await finish(newer);
  await sender().sendDue(always);
  expect(told()).toEqual(['pending: queued', 'success: succeeded after 1 m 5 s']);
});

test('an end that comes while the pending one is being sent is sent after it', async () => {
  const build = await accept();
  const slow: Github = {
    ...github,
    async setStatus(...call) {
      await finish(build);
      await github.setStatus(...call);
    },
  };
  await new Sender({ state: given.state, storage, github: slow, publicUrl, log }).sendDue(always);
  await sender().sendDue(always);
  expect(told()).toEqual(['pending: queued', 'success: succeeded after 1 m 5 s']);
});

test('a pending one of a server that was cut off is followed by the end once more', async () => {
  const build = await accept();
  const [pending] = await given.state.statuses.due(Date.now(), 1);
  await finish(build);
  await sender().sendDue(always);
  // The other server's call arrives only now.
  await given.state.statuses.settle(pending as NonNullable<typeof pending>);
  await sender().sendDue(always);
  expect(told()).toEqual(['success: succeeded after 1 m 5 s', 'success: succeeded after 1 m 5 s']);
});

test('an outage delays statuses and loses none', async () => {
  fake.failure = { kind: 'down' };
  await finish(await accept());
  const one = sender();
  await one.sendDue(always);
  expect(await given.state.statuses.counts()).toMatchObject({ waiting: 1, givenUp: 0 });
  const asked = fake.requests.length;
  await one.sendDue(always);
  expect(fake.requests.length, 'it waits').toBe(asked);
  fake.failure = null;
  await expect
    .poll(async () => {
      await one.sendDue(always);
      return told();
    })
    .toEqual(['success: succeeded after 1 m 5 s']);
});

test('a limit of GitHub is kept to', async () => {
  fake.failure = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } };
  await accept();
  const one = sender();
  await one.sendDue(always);
  fake.failure = null;
  const asked = fake.requests.length;
  await finish(await accept({ github: sampleEvent('other', 'e'.repeat(40)) }));
  await one.sendDue(always);
  expect(fake.requests).toHaveLength(asked);
  expect((await given.state.statuses.counts()).waiting).toBe(2);
});

test('what GitHub does not understand is given up and noted, as is what could not be sent for a day', async () => {
  fake.failure = { kind: 'status', status: 422, message: 'No commit found' };
  await accept();
  await sender().sendDue(always);
  fake.failure = { kind: 'status', status: 401, message: 'Bad credentials' };
  await accept({ github: sampleEvent('other', 'e'.repeat(40)) });
  await sender().sendDue(always);
  expect(await given.state.statuses.counts()).toMatchObject({ waiting: 1, givenUp: 1 });
  const key = given.state.keys.status(`acme/api/${'e'.repeat(40)}/drover/api`);
  await given.redis.hset(key, 'since', Date.now() - 25 * 3_600_000);
  await given.redis.zadd(given.state.keys.statuses(), 0, `acme/api/${'e'.repeat(40)}/drover/api`);
  await sender().sendDue(always);
  const noted = await given.state.statuses.listGivenUp(10);
  expect(noted.map(({ error }) => error.replace(/.*: /, ''))).toEqual(['Bad credentials', 'No commit found']);
});

test('what was given up is sent once more when somebody says so, and a newer one in its place', async () => {
  fake.failure = { kind: 'status', status: 422, message: 'No commit found' };
  const first = await accept();
  await sender().sendDue(always);
  await accept({ github: sampleEvent('other', 'e'.repeat(40)) });
  await sender().sendDue(always);
  fake.failure = null;
  expect(await given.state.statuses.resend({ owner: 'acme', name: 'other' })).toBe(0);
  await finish(first);
  await given.redis.del(given.state.keys.status(`acme/api/${'e'.repeat(40)}/drover/api`));
  expect(await given.state.statuses.resend({ owner: 'Acme', name: 'API' })).toBe(2);
  expect(await given.state.statuses.resend()).toBe(0);
  await sender().sendDue(always);
  expect(told().sort()).toEqual(['pending: queued', 'success: succeeded after 1 m 5 s']);
  expect(await given.state.statuses.counts()).toMatchObject({ waiting: 0, givenUp: 0 });
});

test('an event that starts no build is told, and does not hide a build of the commit', async () => {
  const announce = createAnnounce(given.state);
  const notice = {
    event: sampleEvent(),
    job: 'api',
    state: 'success',
    description: 'skipped: docs only',
  } as const;
  await announce(notice);
  await sender().sendDue(always);
  const build = await accept();
  await announce(notice);
  await sender().sendDue(always);
  await finish(build, { status: 'failure', reason: 'Test ▸ Unit exited 1' });
  await announce(notice);
  await sender().sendDue(always);
  expect(told()).toEqual([
    'success: skipped: docs only',
    'pending: queued',
    'failure: Test ▸ Unit exited 1 after 1 m 5 s',
  ]);
});

test('of two servers one sends, and the other takes over when that one has died', async () => {
  const start = (state: State) => startStatusSender({ state, storage, github, publicUrl, log });
  const stopFirst = start(given.state);
  await accept();
  await expect.poll(told).toEqual(['pending: queued']);
  // What a server leaves that dies just after it has renewed its lock.
  await given.redis.set(given.state.keys.lock('statuses'), 'dead', 'PX', 2_500);
  const died = performance.now();
  await stopFirst();
  const stopSecond = start(await given.open());
  await accept({ github: sampleEvent('other', 'e'.repeat(40)) });
  await expect.poll(told).toHaveLength(2);
  expect(performance.now() - died).toBeGreaterThan(2_000);
  await stopSecond();
}, 90_000);
