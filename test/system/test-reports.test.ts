import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHistory } from '../../src/reporting/junit/test-history.ts';
import { TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up();
});
afterAll(() => drover?.stop());

const report = (verdict: string) => `<testsuite name="math">
<testcase name="adds" time="0.1"/>
<testcase name="divides" time="0.2">${verdict}</testcase>
<testcase name="asks" time="0.3"><flakyFailure message="timeout"/></testcase>
</testsuite>`;

const failure = '<failure message="by zero: ${PASSWORD}">stack</failure>';

/** A job whose test report says what the parameter VERDICT says. */
const definition = {
  reports: { junit: ['out/*.xml'] },
  parameters: [
    { title: 'VERDICT', type: 'text' },
    { title: 'PASSWORD', type: 'password' },
  ],
  stages: [
    {
      title: 'Test',
      steps: [
        {
          title: 'Unit',
          command:
            'mkdir out; printf "%s" "$VERDICT" | sed "s/\\${PASSWORD}/$PASSWORD/" > out/unit.xml; echo "<broken" > out/broken.xml',
        },
      ],
    },
  ],
};

test('test reports are in the document, whole over REST, over builds and in reports; secrets are not', async () => {
  await drover.define('math', definition);
  const run = (verdict: string) => drover.run('math', { VERDICT: report(verdict), PASSWORD: 'geheim-123' });
  const first = await run(failure);
  expect(first.status).toBe('success');
  expect(first.tests).toMatchObject({
    total: 3,
    passed: 2,
    failed: 1,
    failures: [{ suite: 'math', name: 'divides' }],
    flaky: [{ suite: 'math', name: 'asks' }],
  });
  expect(first.notes).toEqual([
    expect.stringMatching(/^The test report out\/broken\.xml:1:\d+ is no JUnit XML/),
  ]);
  const all = await drover.request('GET', '/api/jobs/math/builds/1/tests');
  expect(all.json).toMatchObject({ files: 1, cases: [{}, { name: 'divides', details: 'stack' }, {}] });
  expect(all.text + JSON.stringify(first.tests)).not.toContain('geheim-123');

  await run('');
  await run(failure);
  await run('');
  const history = await drover.request<{ builds: number[]; tests: TestHistory[] }>(
    'GET',
    '/api/jobs/math/tests',
  );
  expect(history.json.builds).toEqual([4, 3, 2, 1]);
  expect(history.json.tests).toMatchObject([
    {
      name: 'divides',
      failed: 2,
      flaky: true,
      failingSince: null,
      runs: [{ number: 4, status: 'passed' }, {}, {}, {}],
    },
    { name: 'asks', failed: 0, flaky: true },
  ]);
  const one = await drover.request<{ tests: TestHistory[] }>(
    'GET',
    '/api/jobs/math/tests?suite=math&test=adds&builds=2',
  );
  expect(one.json.tests).toMatchObject([{ name: 'adds', flaky: false, runs: [{}, {}] }]);

  await until(async () => {
    const { json } = await drover.request<{ rows: { failed: number }[] }>(
      'GET',
      '/api/reports/tests?order=failing',
    );
    return json.rows[0]?.failed === 2;
  }, 'the reports count them');
  const told = await drover.cli('report', 'tests');
  expect(told.output).toContain('math ▸ divides');
  const runs = await drover.cli('report', 'history', '--job', 'math');
  expect(runs.output).toMatch(/x·x·\s+2\s+–\s+yes\s+math ▸ divides/);
  const alone = await drover.cli('report', 'history', 'math ▸ adds', '--job', 'math', '--json');
  expect(JSON.parse(alone.output)).toMatchObject({ tests: [{ name: 'adds', failed: 0 }] });
  expect((await drover.cli('report', 'history')).code).toBe(2);
  expect((await drover.cli('report', '--by', 'step', '--json')).output).toContain('"source": "redis"');
  expect((await drover.cli('report', '--by', 'job', '--csv')).output).toContain('\nmath,math,,,4,4,');
  expect((await drover.cli('report', 'status')).output).toContain('not configured');
  expect((await drover.cli('report', 'logs', 'x')).output).toContain('indexLogs');
  expect((await drover.cli('doctor')).code).toBe(0);
});

test('a build without test results has none, and says what would give it some', async () => {
  await drover.job('plain', 'true');
  await drover.run('plain');
  const { status, text } = await drover.request('GET', '/api/jobs/plain/builds/1/tests');
  expect(status).toBe(404);
  expect(text).toContain('reports.junit');
  expect((await drover.request('GET', '/api/jobs/plain/tests')).json).toMatchObject({ tests: [] });
  expect((await drover.request('GET', '/api/jobs/nothing/tests')).status).toBe(404);
});
