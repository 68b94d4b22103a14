import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from './record.ts';
import { Bench } from './testing/bench.ts';
import { plan, stage, step } from './testing/plans.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.remove());

const one = (command: string, given = {}) => plan({ stages: [stage('s', [step('a', command, given)])] });
const stepOf = (record: RunRecord) => record.stages[0]?.steps[0];
const soon = { delayMs: 5, factor: 1, maxDelayMs: null };

test('a step that succeeds only after a retry is flaky, and so is the run', async () => {
  const command = 'echo "$CI_STEP_ATTEMPT" >> witness; [ "$CI_STEP_ATTEMPT" = 3 ]';
  const record = await bench.run(one(command, { retries: 5, backOff: soon }));
  expect(record).toMatchObject({ status: 'success', flaky: true, warnings: 0 });
  expect(stepOf(record)).toMatchObject({ status: 'success', flaky: true, attempts: 3 });
  expect(stepOf(record)).not.toHaveProperty('retryAt');
  expect(bench.witness()).toEqual(['1', '2', '3']);
});

test('a step that succeeds at once, or never, is not flaky', async () => {
  expect(await bench.run(one('true', { retries: 2 }))).not.toHaveProperty('flaky');
  expect(await bench.run(one('false', { retries: 1 }))).not.toHaveProperty('flaky');
});

test('the delay passes between the attempts, and is told meanwhile', async () => {
  const told = new Set<string>();
  const started = performance.now();
  await bench.run(one('false', { retries: 2, backOff: { delayMs: 100, factor: 2, maxDelayMs: null } }), {
    onChange: (record) => {
      const { retryAt } = stepOf(record) ?? {};
      if (retryAt !== undefined) told.add(retryAt);
    },
  });
  expect(performance.now() - started).toBeGreaterThan(0.8 * 300);
  expect(told.size).toBe(2);
});

test('only the exit codes that are named are tried again', async () => {
  const record = await bench.run(
    one('echo x >> witness; exit $((74 + CI_STEP_ATTEMPT))', { retries: 5, retryOn: [75, 76] }),
  );
  expect(stepOf(record)).toMatchObject({ status: 'failure', attempts: 3, exitCode: 77 });
});

test('a cancel during the delay ends the run at once as cancelled', async () => {
  const cancel = new AbortController();
  const record = await bench.run(
    one('false', { retries: 1, backOff: { delayMs: 60_000, factor: 1, maxDelayMs: null } }),
    {
      signal: cancel.signal,
      onChange: (now) => {
        if (stepOf(now)?.retryAt !== undefined) cancel.abort({ kind: 'cancel', by: 'ann', reason: '' });
      },
    },
  );
  expect(record).toMatchObject({ status: 'cancelled', reason: 'Cancelled by ann' });
  expect(stepOf(record)).toMatchObject({ status: 'cancelled', attempts: 1 });
});

test('the limit of the stage holds in the delay too', async () => {
  const backOff = { delayMs: 60_000, factor: 1, maxDelayMs: null };
  const record = await bench.run(
    plan({ stages: [stage('s', [step('a', 'false', { retries: 1, backOff })], { timeoutMs: 200 })] }),
  );
  expect(record.status).toBe('timed_out');
  expect(record.reason).toContain('stage timeout of 200 ms');
});

test('a command that prints nothing for too long is ended, and one that prints goes on', async () => {
  const silent = await bench.run(one('echo begin; sleep 60', { timeoutSilenceMs: 2_000 }));
  expect(silent).toMatchObject({
    status: 'timed_out',
    reason: 's ▸ a: silence timeout: nothing was printed for 2 s',
  });
  expect(bench.log('s/a.log')).toContain('silence timeout');
  const talking = await bench.run(
    one('for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done', { timeoutSilenceMs: 2_000 }),
  );
  expect(talking.status).toBe('success');
});

test('a silent attempt is tried again', async () => {
  const record = await bench.run(
    one('[ "$CI_STEP_ATTEMPT" = 2 ] || sleep 60', { timeoutSilenceMs: 2_000, retries: 1 }),
  );
  expect(record).toMatchObject({ status: 'success', flaky: true });
});

test('the origin of a limit that is not in the definition is told', async () => {
  const record = await bench.run(plan({ timeoutMs: 100, stages: [stage('s', [step('a', 'sleep 60')])] }), {
    timeoutOrigin: 'the default of this worker',
  });
  expect(record.reason).toBe('s ▸ a: job timeout of 100 ms, the default of this worker');
});

test('the limit of a run can be changed while it goes', async () => {
  const long = plan({ timeoutMs: 60_000, stages: [stage('s', [step('a', 'sleep 60')])] });
  const shortened = await bench.run(long, {
    onSteer: (change) => void setTimeout(() => change(300, 'by ann'), 50),
  });
  expect(shortened.reason).toBe('s ▸ a: job timeout of 300 ms, by ann');
  const short = plan({ timeoutMs: 3_000, stages: [stage('s', [step('a', 'sleep 3.5')])] });
  const extended = await bench.run(short, {
    onSteer: (change) => void setTimeout(() => change(60_000, ''), 20),
  });
  expect(extended.status).toBe('success');
});
