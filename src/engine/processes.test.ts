import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pollUntil } from '../lib/poll-until.ts';
import type { RunAbort } from './stop.ts';
import { Bench } from './testing/bench.ts';
import { hook, plan, stage, step } from './testing/plans.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.remove());

const cancel: RunAbort = { kind: 'cancel', by: 'ann', reason: 'wrong branch' };
const one = (command: string, given = {}) => plan({ stages: [stage('s', [step('a', command, given)])] });

/** A `sleep` for a number of seconds that no other test and no other process uses. */
let serial = 0;
const uniqueSleep = () => {
  serial += 1;
  return `sleep ${100_000 + process.pid}.${serial}`;
};

function running(command: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() === command;
      } catch {
        return false;
      }
    });
}

/** `given` runs on as its sleep; the command goes on when the sleep is about to begin. */
const begun = (command: (given: string) => string, sleep: string) =>
  `printf '#!/bin/bash\n: > begun\nexec ${sleep}\n' > linger
chmod +x linger
${command('./linger')}
until [ -e begun ]; do sleep 0.02; done`;

const escapes: [what: string, command: (given: string) => string][] = [
  ['in the background of the shell', (given) => `${given} >/dev/null 2>&1 &`],
  ['in a session of its own', (given) => `setsid ${given} >/dev/null 2>&1 &`],
  ['forked twice', (given) => `(setsid bash -c '${given} & disown' >/dev/null 2>&1 &)`],
  ['that ignores SIGTERM', (given) => `(trap "" TERM; exec setsid ${given}) >/dev/null 2>&1 &`],
  ['that holds the output', (given) => `setsid ${given} &`],
];

test.each(escapes)('a process %s is ended after a normal end, and is a warning', async (_what, command) => {
  const sleep = uniqueSleep();
  const record = await bench.run(one(begun(command, sleep)), { drainMs: 100 });
  expect(running(sleep)).toBe(false);
  expect(record.status).toBe('success');
  // It goes by the name that it had when it was met: its script's before its sleep's.
  expect(record.leftProcesses.some(({ command }) => command.endsWith('./linger') || command === sleep)).toBe(
    true,
  );
  expect(record.leftProcesses.every((left) => !left.survived && left.signals[0] === 'SIGTERM')).toBe(true);
  expect(record.warnings).toBe(record.leftProcesses.length);
});

test.each(escapes)('a process %s is ended by a cancel', async (_what, command) => {
  const sleep = uniqueSleep();
  const abort = new AbortController();
  const record = await bench.run(one(`${begun(command, sleep)}\necho ready; sleep 100`), {
    signal: abort.signal,
    grace: 300,
    onOutput: () => abort.abort(cancel),
  });
  expect(running(sleep)).toBe(false);
  expect(record).toMatchObject({ status: 'cancelled', reason: 'Cancelled by ann: wrong branch' });
  expect(bench.log('s/a.log')).toContain('drover: cancelled by ann: wrong branch; ending its processes\n');
});

test('a process left by a long run is found too, among all processes', async () => {
  const sleep = uniqueSleep();
  const command = begun((given) => `setsid ${given} >/dev/null 2>&1 &`, sleep);
  const record = await bench.run(one(`${command}\nsleep 1.2`));
  expect(running(sleep)).toBe(false);
  expect(record.leftProcesses).toMatchObject([{ command: sleep, survived: false }]);
});

test('a background process serves the steps after its own', async () => {
  const record = await bench.run(
    plan({
      stages: [
        stage('s', [
          step('a', '(sleep 0.3; echo served > answer) > /dev/null 2>&1 &'),
          step('b', 'sleep 1; cat answer'),
        ]),
      ],
    }),
  );
  expect(record.status).toBe('success');
  expect(bench.log('s/b.log')).toBe('served\n');
});

test('a shell that ignores SIGTERM is killed after the grace', async () => {
  const record = await bench.run(
    one('trap "" TERM; echo ready; while :; do sleep 0.1; done', { timeoutMs: 2_000 }),
    {
      grace: 200,
    },
  );
  expect(record.stages[0]?.steps[0]).toMatchObject({ status: 'timed_out', signal: 'SIGKILL' });
});

test('a step may clean up when it is asked to end', async () => {
  const record = await bench.run(
    one('trap "echo tidy; exit 0" TERM; echo ready; sleep 100 & wait', { timeoutMs: 2_000 }),
  );
  expect(record).toMatchObject({ status: 'timed_out', reason: 's ▸ a: step timeout of 2 s' });
  expect(bench.log('s/a.log')).toBe('ready\ndrover: step timeout of 2 s; ending its processes\ntidy\n');
});

test('a cancel does not wait for a process that holds the output of a finished command', async () => {
  const abort = new AbortController();
  const begin = performance.now();
  const record = await bench.run(one('setsid sleep 100 & echo ready'), {
    drainMs: 60_000,
    signal: abort.signal,
    onOutput: () => setTimeout(() => abort.abort(cancel), 300),
  });
  expect(performance.now() - begin).toBeLessThan(20_000);
  expect(record).toMatchObject({ status: 'cancelled', stages: [{ steps: [{ status: 'success' }] }] });
});

test('the kill signal ends the grace', async () => {
  const abort = new AbortController();
  const kill = new AbortController();
  const begin = performance.now();
  await bench.run(one('trap "" TERM; echo ready; while :; do sleep 0.1; done'), {
    signal: abort.signal,
    killSignal: kill.signal,
    grace: 60_000,
    onOutput: () => {
      abort.abort(cancel);
      kill.abort();
    },
  });
  expect(performance.now() - begin).toBeLessThan(20_000);
});

test('hooks of a cancelled run end with the second cancel', async () => {
  const abort = new AbortController();
  const skip = new AbortController();
  const record = await bench.run(
    plan({
      hooks: [hook('onFailure', 'echo job >> witness')],
      stages: [
        stage('s', [step('a', 'echo step; sleep 100')], {
          hooks: [hook('onFailure', 'echo hook; sleep 100', 's/')],
        }),
      ],
    }),
    {
      signal: abort.signal,
      hooksSignal: skip.signal,
      onOutput: (log) => (log === 's/a.log' ? abort : skip).abort(cancel),
    },
  );
  expect(record.stages[0]?.hooks).toMatchObject([{ hook: 'onFailure', status: 'cancelled' }]);
  expect(bench.witness()).toEqual([]);
});

test('a hook that takes too long is ended, and is a warning', async () => {
  const record = await bench.run(plan({ hooks: [hook('onSuccess', 'sleep 100')] }), { hookTimeoutMs: 100 });
  expect(record).toMatchObject({
    status: 'success',
    warnings: 1,
    hooks: [{ hook: 'onSuccess', status: 'timed_out', reason: 'hook timeout of 100 ms' }],
  });
});

test('a survivor of one step never writes into the log of another', async () => {
  const record = await bench.run(
    plan({
      stages: [
        stage('s', [
          step('a', '(while sleep 0.05; do echo ghost; done) &'),
          step('b', 'sleep 0.5; echo mine'),
        ]),
      ],
    }),
    { drainMs: 100 },
  );
  expect(record.status).toBe('success');
  expect(bench.log('s/b.log')).toBe('mine\n');
  expect(bench.log('s/a.log')).toContain('drover: a process left by this command still holds its output');
});

test('a fault of the system stops the run without hooks', async () => {
  const abort = new AbortController();
  const fault: RunAbort = { kind: 'error', reason: 'the lease was lost' };
  const record = await bench.run(
    plan({
      hooks: [hook('onFailure', 'echo hook >> witness')],
      stages: [stage('s', [step('a', 'echo ready; sleep 100')])],
    }),
    { signal: abort.signal, onOutput: () => abort.abort(fault) },
  );
  expect(record).toMatchObject({ status: 'error', reason: 'The lease was lost', hooks: [] });
  expect(bench.witness()).toEqual([]);
});

test('leaves no descriptor open', async () => {
  const open = () => readdirSync('/proc/self/fd').length;
  await bench.run(one('echo once'));
  const before = open();
  for (let round = 0; round < 5; round += 1) await bench.run(one('echo again; exit 1', { retries: 2 }));
  expect(await pollUntil(() => open() <= before, 20, 2000)).toBe(true);
});
