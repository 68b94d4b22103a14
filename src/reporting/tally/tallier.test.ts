import { beforeEach, expect, test } from 'vitest';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { useState } from '../../state/testing/test-state.ts';
import { lastDays } from '../reports/period.ts';
import { type ReportQuery, subjects } from '../reports/report.ts';
import { createReports } from '../reports/reports.ts';
import { endBuild } from '../testing/end-builds.ts';
import { tallyOnce } from './tallier.ts';

const given = useState();

beforeEach(async () => {
  await given.state.jobs.put('api', sampleDefinition);
  await given.state.jobs.put('web', sampleDefinition);
});

const query = (over: Partial<ReportQuery> = {}): ReportQuery => ({
  ...lastDays(3, Date.now()),
  by: 'job',
  order: 'builds',
  limit: 10,
  jobs: null,
  ...over,
});

const step = (title: string, over: object = {}) => ({
  title,
  status: 'success' as const,
  exitCode: 0,
  signal: null,
  startedAt: new Date().toISOString(),
  finishedAt: new Date().toISOString(),
  durationMs: 300,
  log: 'x.log',
  bytes: 0,
  lines: 0,
  attempts: 1,
  ...over,
});

const stages = (steps: ReturnType<typeof step>[]) => [
  {
    title: 'Build',
    status: 'success' as const,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    durationMs: 500,
    hooks: [],
    steps,
  },
];

const reports = () => createReports(given.state, null);

test('a report counts each ended build once, whoever counts and how often', async () => {
  await endBuild(given.state, 'api');
  await endBuild(given.state, 'api', 'failure', { durationMs: 9_000 });
  await endBuild(given.state, 'web', 'cancelled');
  const other = await given.open();
  await Promise.all([tallyOnce(given.state), tallyOnce(other), tallyOnce(given.state)]);
  while ((await tallyOnce(other)) > 0);
  const report = await reports().report(query());
  expect(report).toMatchObject({
    source: 'redis',
    total: { builds: 3, success: 1, failure: 1, cancelled: 1, successRate: 0.5 },
    truncated: false,
  });
  expect(report.rows.map(({ key, builds }) => [key, builds])).toEqual([
    ['api', 2],
    ['web', 1],
  ]);
  const [api] = report.rows;
  expect(api?.durationMs?.p99).toBeGreaterThan(8_000);
  expect(api?.queueMs?.p50).toBeGreaterThan(15);
});

test('days without builds are in the report, in their order', async () => {
  await endBuild(given.state, 'api');
  await tallyOnce(given.state);
  const { rows } = await reports().report(query({ by: 'day' }));
  expect(rows.map(({ builds }) => builds)).toEqual([0, 0, 1]);
  expect(rows[0]?.successRate).toBeNull();
});

test('steps are told with their retries and the time that these lost', async () => {
  const steps = [
    step('Compile', { durationMs: 50 }),
    step('Test', { attempts: 3, flaky: true, retryMs: 700 }),
    step('Deploy', { startedAt: null, status: 'skipped', attempts: 0 }),
  ];
  await endBuild(given.state, 'api', 'success', { stages: stages(steps), flaky: true });
  await tallyOnce(given.state);
  const { rows, total } = await reports().report(query({ by: 'step', order: 'flakiest' }));
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    key: 'api ▸ Build ▸ Test',
    job: 'api',
    stage: 'Build',
    step: 'Test',
    flaky: 1,
    retries: 2,
    retryMs: 700,
    queueMs: null,
  });
  expect(total).toMatchObject({ builds: 1, flaky: 1, retries: 2, retryMs: 700 });
});

test('one job alone, by worker and by cause', async () => {
  await endBuild(given.state, 'api');
  await endBuild(given.state, 'web');
  await tallyOnce(given.state);
  for (const by of ['worker', 'cause', 'day', 'job', 'step'] as const) {
    const { total } = await reports().report(query({ by, jobs: ['api'] }));
    expect(total.builds).toBe(1);
  }
  expect((await reports().report(query({ by: 'worker', jobs: ['api'] }))).rows).toMatchObject([
    { key: 'w', builds: 1 },
  ]);
});

test('of some jobs what all of them did, and of none nothing', async () => {
  await given.state.jobs.put('db', sampleDefinition);
  for (const job of ['api', 'web', 'db']) await endBuild(given.state, job, 'failure');
  await tallyOnce(given.state);
  for (const by of subjects) {
    const { total, rows } = await reports().report(query({ by, jobs: ['api', 'web'] }));
    expect(total.builds).toBe(2);
    if (by === 'worker' || by === 'cause') expect(rows).toMatchObject([{ builds: 2 }]);
    expect((await reports().report(query({ by, jobs: [] }))).total.builds).toBe(0);
  }
});

test('a job is broken since its first failure, and fixed by its next success', async () => {
  await endBuild(given.state, 'api');
  await endBuild(given.state, 'api', 'failure');
  await endBuild(given.state, 'api', 'cancelled');
  await endBuild(given.state, 'api', 'timed_out');
  await tallyOnce(given.state);
  const period = { ...lastDays(2, Date.now()), jobs: null };
  expect(await reports().changes(period)).toMatchObject({
    broken: [{ job: 'api', since: { number: 2 }, last: 4 }],
    fixed: [],
  });
  await endBuild(given.state, 'api');
  await tallyOnce(given.state);
  expect(await reports().changes(period)).toMatchObject({
    broken: [],
    fixed: [{ job: 'api', by: { number: 5 }, brokenSince: { number: 2 } }],
  });
});

test('a job that is renamed or deleted takes its health along', async () => {
  await endBuild(given.state, 'api', 'failure');
  await endBuild(given.state, 'web', 'failure');
  await tallyOnce(given.state);
  await given.state.jobs.move('api', { name: 'backend' });
  await given.state.jobs.delete('web');
  const { broken } = await reports().changes({ ...lastDays(2, Date.now()), jobs: null });
  expect(broken.map(({ job }) => job)).toEqual(['backend']);
});

test('values of parameters are counted, hidden ones are not', async () => {
  await endBuild(given.state, 'api', 'success', { parameters: { VERSION: '1.2', PASSWORD: '***' } });
  await endBuild(given.state, 'api', 'failure', { parameters: { VERSION: '1.2' } });
  await tallyOnce(given.state);
  const { rows } = await reports().parameters({ ...lastDays(2, Date.now()), jobs: null, limit: 10 });
  expect(rows).toEqual([{ job: 'api', title: 'VERSION', value: '1.2', builds: 2, successRate: 0.5 }]);
});

test('failing, flaky and slow tests come from the test summaries of builds', async () => {
  const tests = {
    total: 3,
    passed: 2,
    failed: 1,
    skipped: 0,
    durationMs: 100,
    failures: [{ suite: 's', name: 'breaks', message: 'no' }],
    flaky: [{ suite: 's', name: 'sometimes' }],
    slowest: [{ suite: 's', name: 'long', durationMs: 900 }],
  };
  await endBuild(given.state, 'api', 'failure', { tests });
  await endBuild(given.state, 'api', 'failure', { tests });
  await tallyOnce(given.state);
  const ask = { ...lastDays(2, Date.now()), jobs: ['api'], limit: 10 };
  expect((await reports().tests({ ...ask, order: 'failing' })).rows).toMatchObject([
    { name: 'breaks', failed: 2 },
  ]);
  expect((await reports().tests({ ...ask, order: 'flakiest' })).rows).toMatchObject([
    { name: 'sometimes', flaky: 2 },
  ]);
  expect((await reports().tests({ ...ask, order: 'slowest' })).rows).toMatchObject([
    { name: 'long', durationMs: 900 },
  ]);
});

test('a title cannot pass for another subject', async () => {
  await endBuild(given.state, 'api', 'success', { parameters: { 'A\u001eB': 'x\u001fsuccess' } });
  await tallyOnce(given.state);
  const { rows } = await reports().parameters({ ...lastDays(2, Date.now()), jobs: null, limit: 10 });
  expect(rows).toMatchObject([{ title: 'A B', value: 'x\u001fsuccess', builds: 1 }]);
});
