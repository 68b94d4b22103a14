import { expect, test } from 'vitest';
import { parseDefinition, planOf } from './index.ts';

const plan = (text: string, attempt = 1) => planOf(parse(text), attempt);

function parse(text: string) {
  const result = parseDefinition(text, { format: 'yaml' });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.definition;
}

test('the log of the checkout lies with those of its attempt', () => {
  const definition = { stages: [{ steps: [{ command: 'make' }] }] };
  expect(planOf(definition, 2).checkoutLog).toBe('attempt-2/checkout.log');
});

test('says everything that the definition leaves out', () => {
  expect(plan('stages: [{ steps: [{ command: make }] }]')).toEqual({
    timeoutMs: null,
    env: {},
    summary: 'summary.md',
    checkoutLog: 'checkout.log',
    hooks: [],
    artifacts: [],
    stages: [
      {
        title: 'Stage 1',
        slug: 'stage-1',
        env: {},
        timeoutMs: null,
        hooks: [],
        steps: [
          {
            title: 'Step 1',
            log: 'stage-1/step-1.log',
            command: 'make',
            shell: 'bash',
            ignoreExitCode: false,
            env: {},
            workingDirectory: null,
            retries: 0,
            backOff: null,
            retryOn: null,
            timeoutSilenceMs: null,
            timeoutMs: null,
          },
        ],
      },
    ],
  });
});

test('carries what the definition says, times in milliseconds and values as text', () => {
  const { timeoutMs, env, artifacts, stages } = plan(`
timeout: 1h
env: { PORT: 8080, DEBUG: true, NAME: x }
artifacts: ["dist/**"]
stages:
  - title: Build
    timeout: 90s
    steps:
      - { title: Compile, command: make, shell: sh, ignoreExitCode: true, retry: 2, workingDirectory: sub, timeout: 500ms }
`);
  expect({ timeoutMs, env, artifacts }).toEqual({
    timeoutMs: 3_600_000,
    env: { PORT: '8080', DEBUG: 'true', NAME: 'x' },
    artifacts: ['dist/**'],
  });
  expect(stages[0]).toMatchObject({ title: 'Build', slug: 'Build', timeoutMs: 90_000 });
  expect(stages[0]?.steps[0]).toMatchObject({
    log: 'Build/Compile.log',
    shell: 'sh',
    ignoreExitCode: true,
    retries: 2,
    workingDirectory: 'sub',
    timeoutMs: 500,
  });
});

test('a further attempt has logs of its own, which no stage can take', () => {
  const definition = parse(`
onStart: date
stages: [{ title: attempt-2, onStart: date, steps: [{ title: Compile, command: make }] }]
`);
  expect(planOf(definition).stages[0]?.slug).not.toBe('attempt-2');
  const second = planOf(definition, 2);
  expect(second.hooks[0]?.log).toBe('attempt-2/onStart.log');
  expect(second.stages[0]?.slug).toMatch(/^attempt-2\/attempt-2-/);
  expect(second.stages[0]?.steps[0]?.log).toBe(`${second.stages[0]?.slug}/Compile.log`);
});

test('a retry is how often, or how often and when', () => {
  const { stages } = plan(`
stages:
  - steps:
      - { command: a, retry: { max: 3, delay: 5s, backoff: 2, maxDelay: 1m, exitCodes: [75] }, timeoutSilence: 1m }
      - { command: b, retry: { max: 1 } }
`);
  expect(stages[0]?.steps).toMatchObject([
    {
      retries: 3,
      backOff: { delayMs: 5_000, factor: 2, maxDelayMs: 60_000 },
      retryOn: [75],
      timeoutSilenceMs: 60_000,
    },
    { retries: 1, backOff: null, retryOn: null, timeoutSilenceMs: null },
  ]);
});

test('hooks are lists of commands with one log each, beside the steps they belong to', () => {
  const { hooks, stages } = plan(`
onFailure: echo bad
onStart: [date, uname]
stages:
  - title: Build
    onSuccess: echo good
    steps: []
`);
  expect(hooks).toEqual([
    { hook: 'onStart', commands: ['date', 'uname'], log: 'onStart.log' },
    { hook: 'onFailure', commands: ['echo bad'], log: 'onFailure.log' },
  ]);
  expect(stages[0]?.hooks).toEqual([
    { hook: 'onSuccess', commands: ['echo good'], log: 'Build/onSuccess.log' },
  ]);
});

test('titles that meet each other, a hook or a file of the build get a number', () => {
  const { stages } = plan(`
stages:
  - { title: Test, steps: [{ title: onStart, command: a }, { title: x, command: b }, { title: X, command: c }] }
  - { title: test, steps: [] }
  - { title: artifacts, steps: [] }
  - { title: build.json, steps: [] }
  - { title: onStart.log, steps: [] }
  - { title: stage-7, steps: [] }
  - { steps: [] }
`);
  expect(stages.map(({ slug }) => slug)).toEqual([
    'Test',
    'test-2',
    'artifacts-2',
    'build.json-2',
    'onStart.log-2',
    'stage-7',
    'stage-7-2',
  ]);
  expect(stages[0]?.steps.map(({ log }) => log)).toEqual([
    'Test/onStart-2.log',
    'Test/x.log',
    'Test/X-2.log',
  ]);
});
