import { expect, test } from 'vitest';
import type { BuildSummary } from '../../data/routes.ts';
import { culpritOf, interestingOf, outlineOfBuild, titleOf } from './commands.ts';
import { causeText, headline } from './headline.ts';

const record = {
  exitCode: null,
  signal: null,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  bytes: 0,
  lines: 0,
};
const step = (title: string, status: string, over: object = {}) => ({
  title,
  ...record,
  status,
  log: `Test/${title}.log`,
  attempts: 1,
  ...over,
});
const build = (status: string, steps: object[], over: object = {}): BuildSummary =>
  ({
    job: 'api',
    number: 7,
    status,
    warnings: 0,
    durationMs: 48_000,
    cause: { kind: 'api', by: 'ann' },
    hooks: [],
    stages: [{ title: 'Test', status, hooks: [], steps, ...record }],
    ...over,
  }) as unknown as BuildSummary;
const started = { startedAt: '2026-01-01T00:00:00.000Z', lines: 3 };

test('a line says what happened and why', () => {
  const waiting = { kind: 'slots', message: 'All slots are busy, 2 builds are before it' } as const;
  expect(headline(build('queued', []), waiting)).toBe('All slots are busy, 2 builds are before it');
  expect(headline(build('running', [step('Unit', 'running', { ...started, attempts: 2 })]), null)).toBe(
    'Runs Test ▸ Unit, attempt 2',
  );
  expect(headline(build('success', []), null)).toBe('Succeeded in 48 s');
  const ignored = step('Lint', 'failure', {
    ...started,
    ignored: true,
    reason: 'exited 1',
  });
  expect(headline(build('success', [ignored], { warnings: 1 }), null)).toBe(
    'Succeeded in 48 s with 1 warning: Test ▸ Lint exited 1',
  );
  expect(headline(build('failure', [], { reason: 'Test ▸ Unit exited 1' }), null)).toBe(
    'Test ▸ Unit exited 1',
  );
  expect(headline(build('error', [], { reason: 'worker w1 lost' }), null)).toBe('Worker w1 lost');
  const cancel = { by: 'bob', at: '', reason: 'wrong branch' };
  expect(headline(build('cancelled', [], { cancel }), null)).toBe(
    'Cancelled by bob after 48 s: wrong branch',
  );
});

test('the cause is told as a person would', () => {
  expect(causeText(build('success', []))).toBe('started by ann');
  expect(causeText(build('success', [], { cause: { kind: 'rerun', by: 'bob', of: 'my_job_12' } }))).toBe(
    'rerun of #12 by bob',
  );
  const github = { commit: { branch: 'main', ref: 'refs/heads/main', sha: '' }, repository: {} };
  expect(causeText(build('success', [], { cause: { kind: 'push', by: 'x' }, github }))).toBe('push to main');
});

test('what is opened first is the step that failed, the one that runs, or the last that said something', () => {
  const opened = (one: BuildSummary, isOver: boolean) => {
    const command = interestingOf(outlineOfBuild(one), isOver);
    return command === null ? null : titleOf(command);
  };
  const steps = [
    step('Lint', 'failure', { ...started, ignored: true }),
    step('Unit', 'failure', started),
    step('E2E', 'skipped'),
  ];
  expect(opened(build('failure', steps), true)).toBe('Test ▸ Unit');
  expect(culpritOf(outlineOfBuild(build('success', steps.slice(0, 1))))).toBeNull();
  const running = [step('A', 'success', started), step('B', 'running', started), step('C', 'pending')];
  expect(opened(build('running', running), false)).toBe('Test ▸ B');
  const quiet = [step('A', 'success', started), step('B', 'success', { ...started, lines: 0 })];
  expect(opened(build('success', quiet), true)).toBe('Test ▸ A');
  expect(opened(build('queued', [step('A', 'pending')]), false)).toBe('Test ▸ A');
});
