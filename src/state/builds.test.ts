import { beforeEach, expect, test } from 'vitest';
import type { BuildDocument, BuildSummary } from './build.ts';
import { parseBuildId } from './build-id.ts';
import type { PruneRule } from './build-removal.ts';
import { ended, rowsOf, sampleBuild, sampleClaim, sampleDefinition } from './testing/sample-build.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();

/** Removes what a rule does not keep; resolves to how many. */
async function prune(job: string, rule: PruneRule): Promise<number> {
  const { builds } = given.state;
  return builds.removeMany(
    job,
    (await builds.outdated(job, rule)).map(({ number }) => number),
  );
}

beforeEach(() => given.state.jobs.put('api', sampleDefinition));

const submit = async (over: Partial<BuildDocument> = {}, values: Record<string, string> = {}) =>
  (await given.state.builds.submit(sampleBuild(over), values)).build;

const cancel = { by: 'me', at: '2026-01-01T00:00:00.000Z', reason: 'why not' };
const parse = (text: string) => JSON.parse(text) as BuildSummary;
const numbersOf = (texts: string[]) => texts.map((text) => parse(text).number);

async function running(token = 't'): Promise<BuildDocument> {
  const { job, number } = await submit();
  const claimed = await given.state.builds.claim(`${job}_${number}`, sampleClaim(token));
  if (claimed === null) throw new Error('not claimed');
  return claimed.build;
}

async function finished(count: number, over: Partial<BuildDocument> = {}): Promise<void> {
  for (let index = 0; index < count; index++) {
    const build = await submit();
    await given.state.builds.finish({ ...ended(build), ...over }, { expect: 'queued' });
  }
}

test('an accepted build has a number, the folder of its job and its document', async () => {
  const { folders, jobs, builds } = given.state;
  await folders.put('team');
  await jobs.move('api', { folder: 'team' });
  const build = await submit({ runsOn: ['gpu', 'linux'], folder: 'stale' }, { PASSWORD: 'geheim' });
  expect(build).toMatchObject({ number: 1, folder: 'team' });
  expect(await builds.get('api', 1)).toEqual(build);
  expect(await builds.find('api_1')).toEqual(build);
  expect(await builds.getText('api', 1)).not.toContain('geheim');
  expect(await given.state.queues.list()).toEqual([{ name: 'builds+gpu+linux', labels: ['gpu', 'linux'] }]);
  expect(await builds.countQueued()).toBe(1);
});

test('a build of no job, and of a definition that has changed', async () => {
  expect(await codeOf(submit({ job: 'nothing' }))).toBe('JOB_NOT_FOUND');
  expect(await codeOf(submit({ job: 'a_1' }))).toBe('JOB_NOT_FOUND');
  const { builds, jobs } = given.state;
  await jobs.get('api');
  const sha = jobs.remembered('api')?.sha;
  expect(sha).toMatch(/^[0-9a-f]{40}$/);
  await builds.submit(sampleBuild(), {}, { sha });
  await jobs.put('api', sampleDefinition);
  expect(await codeOf(builds.submit(sampleBuild(), {}, { sha }))).toBe('REVISION_CONFLICT');
  expect(await codeOf(builds.get('api', 2))).toBe('BUILD_NOT_FOUND');
});

test('an accepted build counts as undelivered until the queue has it', async () => {
  const { builds } = given.state;
  const at = new Date(5_000).toISOString();
  await submit({ queuedAt: at });
  await submit({ queuedAt: at });
  await submit();
  expect(await builds.undelivered(4_999)).toEqual([]);
  expect(await builds.undelivered(5_000)).toEqual(['api_1', 'api_2']);
  await builds.delivered('api_1');
  await builds.claim('api_2', sampleClaim('t'));
  expect(await builds.undelivered(5_000)).toEqual([]);
});

test('one of many workers claims a build, with its real values', async () => {
  const { builds } = given.state;
  await submit({ parameters: { PASSWORD: '***' } }, { PASSWORD: 'geheim' });
  const claims = await Promise.all(['a', 'b', 'c'].map((token) => builds.claim('api_1', sampleClaim(token))));
  const won = claims.filter((claim) => claim !== null);
  expect(won.length).toBe(1);
  expect(won[0]).toMatchObject({
    parameters: { PASSWORD: 'geheim' },
    build: { status: 'running', worker: 'w', node: 'node', queueMs: expect.any(Number) },
  });
  expect(await builds.get('api', 1)).toEqual(won[0]?.build);
  expect(await builds.countRunning()).toBe(1);
  expect(await builds.claim('nothing_1', sampleClaim('t'))).toBeNull();
});

test('only the holder of the lease writes and ends a build', async () => {
  const { builds } = given.state;
  const build = await running('t');
  await builds.write({ ...build, warnings: 1 }, 't');
  expect((await builds.get('api', 1)).warnings).toBe(1);
  await expect(builds.write(build, 'other')).rejects.toThrow(
    'Build api #1 no longer belongs to this worker.',
  );
  expect(await codeOf(builds.finish(ended(build), { token: 'other' }))).toBe('LEASE_LOST');
  expect(await builds.finish(ended(build), { token: 't' })).toEqual([]);
  expect(await codeOf(builds.write(build, 't'))).toBe('LEASE_LOST');
  expect(await builds.get('api', 1)).toEqual({ ...ended(build), finishedAt: expect.any(String) });
  expect(await given.redis.keys('drover:*api_1')).toEqual([]);
});

test('the same end written twice is one', async () => {
  const { builds } = given.state;
  const build = ended(await running());
  expect(await builds.finish(build, { token: 't' })).toEqual([]);
  expect(await builds.finish(build, { token: 't' })).toEqual([]);
  expect(await given.redis.llen('drover:finished')).toBe(1);
});

test('a lease is renewed, tells of a cancellation, and is seen to be lost', async () => {
  const { builds } = given.state;
  await running('t');
  expect(
    await builds.renew(
      [
        { id: 'api_1', token: 't' },
        { id: 'api_1', token: 'u' },
      ],
      60_000,
    ),
  ).toEqual([
    { lost: false, cancel: null, limitMs: null },
    { lost: true, cancel: null, limitMs: null },
  ]);
  expect(await builds.requestCancel('api_1', cancel)).toBe(1);
  expect(await builds.requestCancel('api_1', { ...cancel, by: 'you' })).toBe(2);
  expect(await builds.renew([{ id: 'api_1', token: 't' }], 60_000)).toEqual([
    { lost: false, cancel: { ...cancel, requests: 2 }, limitMs: null },
  ]);
  expect(await builds.renew([], 1)).toEqual([]);
});

test('only a running build can be asked to cancel', async () => {
  const { builds } = given.state;
  const build = await submit();
  expect(await builds.requestCancel('api_1', cancel)).toBeNull();
  await builds.finish(ended(build), { expect: 'queued' });
  expect(await builds.requestCancel('api_1', cancel)).toBeNull();
});

test('a build is ended from outside only in the state that was expected', async () => {
  const { builds } = given.state;
  const build = await running();
  expect(await builds.finish(ended(build), { expect: 'queued' })).toBeNull();
  expect(await builds.finish(ended(build), { expect: 'leaseGone', heldUntil: 0 })).toBeNull();
  expect(await builds.withoutLease()).toEqual([]);
  await given.redis.del('drover:lease:api_1');
  expect(await builds.withoutLease()).toEqual(['api_1']);
  expect(await builds.finish(ended(build, 'error'), { expect: 'leaseGone', heldUntil: 0 })).toEqual([]);
  expect(await codeOf(builds.write(build, 't'))).toBe('LEASE_LOST');
});

test('each change is told on the channel of events, without definition', async () => {
  const { builds, keys } = given.state;
  const listener = given.redis.duplicate();
  const told: BuildSummary[] = [];
  listener.on('message', (_channel: string, text: string) => told.push(parse(text)));
  await listener.subscribe(keys.eventsChannel());
  const build = await running();
  await builds.write(build, 't');
  await builds.finish(ended(build), { token: 't' });
  await expect
    .poll(() => told.map(({ status }) => status))
    .toEqual(['queued', 'running', 'running', 'success']);
  expect(told.every((one) => !('definition' in one))).toBe(true);
  listener.disconnect();
});

test('history comes in pages, newest first, also with gaps', async () => {
  const { builds } = given.state;
  await finished(9);
  await builds.removeMany('api', [3, 7, 8]);
  const first = await builds.page('api', { limit: 3 });
  expect([numbersOf(rowsOf(first)), first.next]).toEqual([[9, 6, 5], 5]);
  const second = await builds.page('api', { limit: 3, before: 5 });
  expect([numbersOf(rowsOf(second)), second.next]).toEqual([[4, 2, 1], null]);
  expect(numbersOf(rowsOf(await builds.page('api', { limit: 2, before: 8 })))).toEqual([6, 5]);
  expect(rowsOf(await builds.page('api', { limit: 3, before: 1 }))).toEqual([]);
  expect(rowsOf(first).every((text) => !text.includes('definition'))).toBe(true);
  expect(await codeOf(builds.page('nothing', { limit: 1 }))).toBe('JOB_NOT_FOUND');
  expect(await codeOf(builds.page('api_recent', { limit: 1 }))).toBe('JOB_NOT_FOUND');
});

test('builds over all jobs, newest first, and of one status', async () => {
  const { builds } = given.state;
  const at = (second: number) => new Date(second * 1000).toISOString();
  for (let second = 1; second <= 4; second++) await submit({ queuedAt: at(second) });
  await builds.finish(ended(await builds.get('api', 3), 'failure'), { expect: 'queued' });
  await builds.claim('api_2', sampleClaim('t'));
  expect(numbersOf(await builds.listAll({ limit: 10 }))).toEqual([4, 3, 2, 1]);
  expect(numbersOf(await builds.listAll({ limit: 2 }))).toEqual([4, 3]);
  expect(numbersOf(await builds.listAll({ limit: 10, status: 'queued' }))).toEqual([4, 1]);
  expect(numbersOf(await builds.listAll({ limit: 10, status: 'running' }))).toEqual([2]);
  expect(numbersOf(await builds.listAll({ limit: 10, status: 'failure' }))).toEqual([3]);
  expect(await builds.listAll({ limit: 10, status: 'success' })).toEqual([]);
  expect(numbersOf(await builds.listAll({ limit: 10, worker: sampleClaim('t').worker }))).toEqual([2]);
  expect(await builds.listAll({ limit: 10, worker: 'nobody' })).toEqual([]);
  expect(
    (await given.state.waiting.read({ limit: 10 })).builds.map(({ id }) => parseBuildId(id).number),
  ).toEqual([1, 4]);
  expect(numbersOf(await builds.listRunning(10))).toEqual([2]);
});

test('a finished build is removed with its traces, an unfinished one is not', async () => {
  const { builds, journal, jobs } = given.state;
  await finished(2);
  await submit();
  expect(await codeOf(builds.remove('api', 3))).toBe('BUILD_RUNNING');
  expect(await codeOf(builds.remove('api', 4))).toBe('BUILD_NOT_FOUND');
  expect(await codeOf(builds.remove('nothing', 1))).toBe('BUILD_NOT_FOUND');
  await builds.finish(ended(await builds.get('api', 3)), { expect: 'queued' });
  await builds.remove('api', 3);
  expect((await jobs.list())[0]?.last).toMatchObject({ number: 2, status: 'success', startedAt: null });
  expect(await journal.list()).toEqual([{ kind: 'removal', id: '1', path: 'api', builds: { numbers: [3] } }]);
  await builds.removeMany('api', [1, 2]);
  expect((await jobs.list())[0]?.last).toBeNull();
});

test('retention removes what is too many and too old, never what runs or the newest', async () => {
  const { builds } = given.state;
  await submit();
  await finished(3, { finishedAt: new Date(1_000).toISOString() });
  await finished(4);
  expect(await prune('api', { keep: 6, olderThan: null })).toBe(1);
  expect(await prune('api', { keep: 6, olderThan: 500 })).toBe(0);
  expect(await prune('api', { keep: 6, olderThan: 5_000 })).toBe(2);
  expect(numbersOf(rowsOf(await builds.page('api', { limit: 10 })))).toEqual([8, 7, 6, 5, 1]);
  expect(await prune('api', { keep: 100, olderThan: Date.now() + 1000 })).toBe(3);
  expect(await prune('nothing', { keep: 1, olderThan: 1 })).toBe(0);
});

test('a damaged document is shown as an error and stops nothing', async () => {
  const { builds } = given.state;
  await finished(3);
  await given.redis.set('job_api_1', 'nonsense');
  await given.redis.set('job_api_2', '{"job":"api","number":2,"folder":"","status":"succ');
  for (const text of rowsOf(await builds.page('api', { limit: 3 })).slice(1)) {
    expect(parse(text)).toMatchObject({ status: 'error', reason: expect.stringContaining('cannot be read') });
  }
  expect((await builds.listAll({ limit: 10 })).length).toBe(3);
  expect(await builds.get('api', 1)).toMatchObject({ job: 'api', number: 1, status: 'error' });
  expect(parse(await builds.getText('api', 2))).toMatchObject({ number: 2, status: 'error' });
  await builds.removeMany('api', [1, 2]);
});

test('a queued build whose document a person has laid out anew is claimed as any other', async () => {
  const { state, redis } = given;
  const build = await submit();
  await redis.set('job_api_1', JSON.stringify(build, null, 2));
  const claimed = await state.builds.claim('api_1', sampleClaim('t'));
  expect(claimed?.build).toMatchObject({ status: 'running', worker: 'w' });
  expect(await state.builds.get('api', 1)).toEqual(claimed?.build);
});

test('a queued build whose document or values are damaged ends as an error', async () => {
  const { builds } = given.state;
  await submit();
  await submit();
  await given.redis.set('job_api_1', 'nonsense');
  await given.redis.set('drover:private:api_2', 'nonsense');
  expect(await builds.claim('api_1', sampleClaim('t'))).toBeNull();
  expect(await builds.claim('api_2', sampleClaim('t'))).toBeNull();
  expect((await builds.get('api', 2)).reason).toContain('parameter values');
  expect(await builds.countQueued()).toBe(0);
});

test('retention keeps the last success and what is pinned, and only a person deletes an unpinned one', async () => {
  const { builds } = given.state;
  const end = async (status: BuildDocument['status']) => {
    const build = await submit();
    await builds.finish(ended(build, status), { expect: 'queued' });
  };
  for (const status of ['success', 'failure', 'success', 'failure', 'failure', 'failure'] as const)
    await end(status);
  await builds.pin('api', 2, { by: 'ann', at: '2026-01-01T00:00:00.000Z', reason: 'a } in "it" {' });
  expect(await prune('api', { keep: 1, olderThan: Date.now() + 1_000 })).toBe(3);
  expect(numbersOf(rowsOf(await builds.page('api', { limit: 10 })))).toEqual([6, 3, 2]);
  expect((await builds.get('api', 2)).pinned).toEqual({
    by: 'ann',
    at: '2026-01-01T00:00:00.000Z',
    reason: 'a } in "it" {',
  });
  expect(await codeOf(builds.remove('api', 2))).toBe('BUILD_PINNED');
  await builds.pin('api', 2, { by: 'ben', at: '2026-01-02T00:00:00.000Z', reason: '' });
  expect((await builds.get('api', 2)).pinned?.by).toBe('ben');
  await builds.pin('api', 2, null);
  expect((await builds.get('api', 2)).pinned).toBeUndefined();
  await builds.remove('api', 2);
  await builds.remove('api', 3);
  expect(await given.redis.exists('drover:last-success', 'drover:pins:api')).toBe(0);
});

test('only a finished build that is there can be pinned', async () => {
  await submit();
  const pin = { by: 'ann', at: '', reason: '' };
  expect(await codeOf(given.state.builds.pin('api', 1, pin))).toBe('BUILD_RUNNING');
  expect(await codeOf(given.state.builds.pin('api', 2, pin))).toBe('BUILD_NOT_FOUND');
});

test('a claim tells of the last success and of the last result, past cancelled and unfinished builds', async () => {
  const { builds } = given.state;
  const before = async () => {
    const { job, number } = await submit();
    const claimed = await builds.claim(`${job}_${number}`, sampleClaim(`t${number}`));
    if (claimed === null || 'cancel' in claimed) throw new Error('not claimed');
    return { ...claimed.before, end: (status: BuildDocument['status']) => end(claimed.build, status) };
  };
  const end = (build: BuildDocument, status: BuildDocument['status']) =>
    builds.finish(ended(build, status), { token: `t${build.number}` });
  const first = await before();
  expect(first).toMatchObject({ lastSuccess: null, last: null });
  await first.end('success');
  await (await before()).end('failure');
  await (await before()).end('cancelled');
  await before();
  const fifth = await before();
  expect(fifth).toMatchObject({ lastSuccess: 1, last: { number: 2, status: 'failure' } });
  await fifth.end('success');
  expect(await before()).toMatchObject({ lastSuccess: 5, last: { number: 5, status: 'success' } });
});

test('how long the oldest build waits is told', async () => {
  const { jobs, builds } = given.state;
  await jobs.put('api', sampleDefinition);
  expect(await builds.longestWaitMs(Date.now())).toBeNull();
  const queuedAt = new Date(Date.now() - 60_000);
  await builds.submit(sampleBuild({ queuedAt: queuedAt.toISOString() }), {});
  await builds.submit(sampleBuild(), {});
  expect(await builds.longestWaitMs(queuedAt.getTime() + 61_000)).toBe(61_000);
});
