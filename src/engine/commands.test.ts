import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunChange } from './change.ts';
import { Bench } from './testing/bench.ts';
import { hook, plan, stage, step } from './testing/plans.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.remove());

const one = (command: string, given = {}) => plan({ stages: [stage('s', [step('a', command, given)])] });
const variables = (log: string) =>
  Object.fromEntries(
    bench
      .log(log)
      .split('\n')
      .map((line) => line.split(/=(.*)/s, 2)),
  );

test('standard output and error come in the order in which they were written', async () => {
  await bench.run(one('for i in $(seq 200); do echo "out $i"; echo "err $i" >&2; done'));
  const expected = Array.from({ length: 200 }, (_, at) => `out ${at + 1}\nerr ${at + 1}\n`).join('');
  expect(bench.log('s/a.log')).toBe(expected);
});

test('a command can open its output by name', async () => {
  await bench.run(one('echo one > /dev/stderr; echo two > /dev/stdout; echo three > /proc/self/fd/1'));
  expect(bench.log('s/a.log')).toBe('one\ntwo\nthree\n');
});

test('bytes that are no text and a line of a megabyte arrive as they are', async () => {
  const record = await bench.run(
    one("printf '\\xff\\xc3'; printf '\\xa9\\n'; head -c 1000000 /dev/zero | tr '\\0' y"),
  );
  expect(bench.log('s/a.log').endsWith(`é\n${'y'.repeat(1_000_000)}`)).toBe(true);
  expect(record.stages[0]?.steps[0]).toMatchObject({ bytes: 1_000_004, lines: 2 });
});

test('a character whose bytes come apart is whole in the log, and lines have their times', async () => {
  await bench.run(one("echo first; sleep 1; printf 'sec\\xc3'; sleep 0.2; printf '\\xa9nd\\n'"));
  expect(bench.log('s/a.log')).toBe('first\nsecénd\n');
  const [first, second] = bench.index('s/a.idx');
  expect([first?.line, second?.line, second?.offset]).toEqual([0, 1, 6]);
  expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBeGreaterThan(150);
});

test('standard input is empty', async () => {
  const record = await bench.run(one('cat; echo end'));
  expect(record.status).toBe('success');
  expect(bench.log('s/a.log')).toBe('end\n');
});

test('the first failing command of a bash step ends it, in a pipe too; sh has no pipefail', async () => {
  const record = await bench.run(
    plan({
      stages: [
        stage('s', [
          step('a', 'false | true; echo no', { ignoreExitCode: true }),
          step('b', 'false; echo no', { shell: 'sh', ignoreExitCode: true }),
          step('c', 'false | true; echo yes', { shell: 'sh' }),
        ]),
      ],
    }),
  );
  expect([bench.log('s/a.log'), bench.log('s/b.log'), bench.log('s/c.log')]).toEqual(['', '', 'yes\n']);
  expect(record).toMatchObject({ status: 'success', warnings: 2 });
});

test('no start-up file of the shell is read', async () => {
  const home = join(bench.folder, 'home');
  mkdirSync(home);
  for (const name of ['.bashrc', '.profile', '.bash_profile'])
    writeFileSync(join(home, name), 'echo sourced\n');
  await bench.run(one('echo clean', { env: { HOME: home } }));
  expect(bench.log('s/a.log')).toBe('clean\n');
});

test("a command sees an allow-list of the node's environment, and no secret of it", async () => {
  process.env['DROVER_REDIS_URL'] = 'redis://:secret@host';
  try {
    await bench.run(one('env'));
  } finally {
    delete process.env['DROVER_REDIS_URL'];
  }
  expect(bench.log('s/a.log')).not.toContain('secret');
  const foreign = Object.keys(variables('s/a.log')).filter(
    (name) => !/^(PATH|HOME|USER|LANG|LC_.*|TZ|SHELL|TMPDIR|.*_proxy|CI|CI_.*|PWD|SHLVL|_|)$/i.test(name),
  );
  expect(foreign).toEqual([]);
});

test('of one name the nearest wins: node, job, stage, step, parameter, CI', async () => {
  const env = (owner: string, names: string[]) => Object.fromEntries(names.map((name) => [name, owner]));
  const given = plan({
    env: env('job', ['LANG', 'B', 'C', 'D']),
    stages: [
      stage('s', [step('a', 'env', { env: env('step', ['C', 'D']) })], {
        env: env('stage', ['B', 'C', 'D']),
      }),
    ],
  });
  await bench.run(given, { environment: { D: 'parameter', CI_STEP_NAME: 'forged', CI_JOB_NAME: 'api' } });
  expect(variables('s/a.log')).toMatchObject({
    LANG: 'job',
    B: 'stage',
    C: 'step',
    D: 'parameter',
    CI: 'true',
    CI_JOB_NAME: 'api',
    CI_STAGE_NAME: 's',
    CI_STAGE_INDEX: '1',
    CI_STEP_NAME: 'a',
    CI_STEP_INDEX: '1',
    CI_STEP_ATTEMPT: '1',
    CI_WORKSPACE: bench.workspace,
    CI_LOG_FILE: join(bench.folder, 'logs/s/a.log'),
  });
});

test('a hook knows what happened', async () => {
  const given = one('exit 7');
  await bench.run({ ...given, hooks: [hook('onStart', 'env'), hook('onFailure', 'env')] });
  expect(variables('onFailure.log')).toMatchObject({
    CI_HOOK: 'onFailure',
    CI_RESULT: 'failure',
    CI_FAILED_STAGE: 's',
    CI_FAILED_STEP: 'a',
    CI_EXIT_CODE: '7',
    CI_DURATION_SECONDS: '0',
  });
  expect(variables('onStart.log')).not.toHaveProperty('CI_RESULT');
});

test('the temporary folder of the run is private and gone afterwards', async () => {
  await bench.run(one('touch "$CI_TMP/x"; stat -c %a "$CI_TMP"; echo "$CI_TMP"'));
  const [mode, folder] = bench.log('s/a.log').split('\n');
  expect(mode).toBe('700');
  expect(existsSync(folder as string)).toBe(false);
});

test('commands of a hook run in turn into one log, up to the first that fails', async () => {
  const record = await bench.run(
    plan({ hooks: [hook('onStart', ['echo one', 'echo two; exit 4', 'echo three'])] }),
  );
  expect(bench.log('onStart.log')).toBe('one\ntwo\n');
  expect(record.hooks).toMatchObject([{ status: 'failure', exitCode: 4, reason: 'exited 4', lines: 2 }]);
});

test('each attempt has its log, and the record names the last', async () => {
  const changes: RunChange[] = [];
  const given = plan({
    stages: [
      stage('s', [
        step('a', 'echo "try $CI_STEP_ATTEMPT"; exit 1', { retries: 2, ignoreExitCode: true }),
        step('a.2', 'true'),
      ]),
    ],
  });
  const record = await bench.run(given, { onChange: (_record, change) => changes.push(change) });
  expect(bench.files()).toEqual([
    's',
    's/a.2-retry.idx',
    's/a.2-retry.log',
    's/a.2.log',
    's/a.3.idx',
    's/a.3.log',
    's/a.idx',
    's/a.log',
  ]);
  expect(bench.log('s/a.3.log')).toBe('try 3\n');
  expect(record.stages[0]?.steps[0]).toMatchObject({
    log: 's/a.3.log',
    attempts: 3,
    ignored: true,
    reason: 'exited 1 (3 attempts)',
  });
  expect(changes.filter(({ kind }) => kind === 'step')).toHaveLength(3 + 1 + 2);
});

test('a working directory is taken below the workspace, and none outside it', async () => {
  mkdirSync(join(bench.workspace, 'sub'));
  writeFileSync(join(bench.workspace, 'file'), '');
  symlinkSync('/', join(bench.workspace, 'out'));
  const at = async (workingDirectory: string) => {
    const record = await bench.run(one('pwd', { workingDirectory, ignoreExitCode: true, retries: 3 }));
    return record.reason ?? bench.log('s/a.log');
  };
  expect(await at('sub')).toBe(`${bench.workspace}/sub\n`);
  expect(await at('gone')).toBe('s ▸ a: the working directory "gone" does not exist');
  expect(await at('file')).toBe('s ▸ a: the working directory "file" is not a directory');
  expect(await at('out')).toBe('s ▸ a: the working directory "out" lies outside the workspace');
  expect(await at('../logs')).toBe('s ▸ a: the working directory "../logs" lies outside the workspace');
});

test('a command that is too large fails with a reason', async () => {
  const record = await bench.run(one(`: ${'x'.repeat(200_000)}`));
  expect(record).toMatchObject({
    status: 'failure',
    reason: 's ▸ a: could not be started: it is larger, with its environment, than the system allows',
  });
});

test('a log that cannot be written ends the run as an error', async () => {
  mkdirSync(join(bench.folder, 'logs/s'), { recursive: true });
  symlinkSync('/dev/full', join(bench.folder, 'logs/s/a.log'));
  const record = await bench.run(one('yes'));
  expect(record.status).toBe('error');
  expect(record.reason).toMatch(/^The log s\/a\.log cannot be written: ENOSPC/);
});

test('a missing workspace ends the run as an error, and nothing is run', async () => {
  const record = await bench.run(one('true'), { workspace: join(bench.folder, 'gone') });
  expect(record).toMatchObject({
    status: 'error',
    stages: [{ status: 'skipped', steps: [{ status: 'skipped' }] }],
  });
  expect(record.reason).toMatch(/^The run could not be prepared: ENOENT/);
});

test('a run that is cancelled before it begins runs nothing, not even a hook', async () => {
  const signal = AbortSignal.abort({ kind: 'cancel', by: 'ann', reason: '' });
  const record = await bench.run(plan({ hooks: [hook('onFailure', 'true')] }), { signal });
  expect(record).toMatchObject({ status: 'cancelled', reason: 'Cancelled by ann', hooks: [] });
});
