import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from './testing/bench.ts';
import { hook, plan, stage, step } from './testing/plans.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.remove());

const steps = (...commands: string[]) =>
  plan({
    stages: [
      stage(
        's',
        commands.map((command, at) => step(`${at + 1}`, command)),
      ),
    ],
  });

test('what a step writes to CI_ENV is set for the steps and hooks after it', async () => {
  const record = await bench.run(
    plan({
      hooks: [hook('onSuccess', 'echo "hook $TAG"')],
      stages: [
        stage('s', [
          step('1', 'echo TAG=v1 >> "$CI_ENV"; echo "now ${TAG-nothing}"'),
          step('2', 'echo "$TAG"'),
          step('3', 'echo "$TAG"', { env: { TAG: 'of the step' } }),
        ]),
        stage('t', [step('1', 'echo "$TAG"')], { env: { TAG: 'of the stage' } }),
      ],
    }),
  );
  expect(record.status).toBe('success');
  expect(bench.log('s/1.log')).toBe('now nothing\n');
  expect(bench.log('s/2.log')).toBe('v1\n');
  expect(bench.log('s/3.log')).toBe('of the step\n');
  expect(bench.log('t/1.log')).toBe('v1\n');
  expect(bench.log('onSuccess.log')).toBe('hook v1\n');
});

test('a parameter can be given another value for the commands after it', async () => {
  await bench.run(steps('echo VERSION=2 >> $CI_ENV', 'echo $VERSION'), { environment: { VERSION: '1' } });
  expect(bench.log('s/2.log')).toBe('2\n');
});

test('folders in CI_PATH come before the PATH, the last one first', async () => {
  await bench.run(steps('echo /a >> $CI_PATH', 'printf "/b\\n/c\\n" >> $CI_PATH', 'echo $PATH'));
  expect(bench.log('s/3.log')).toMatch(/^\/c:\/b:\/a:\/.+\n$/);
});

test('a fault in CI_ENV fails the step, and says where', async () => {
  const record = await bench.run(steps('echo oops >> $CI_ENV', 'echo never'));
  expect(record.status).toBe('failure');
  expect(record.reason).toBe(
    's ▸ 1: CI_ENV, line 1: "oops" is neither `NAME=value` nor the begin of `NAME<<END`',
  );
  expect(bench.log('s/1.log')).toContain('CI_ENV, line 1');
});

test('pipes, links, folders and large files in their place are refused and read by nobody', async () => {
  for (const command of [
    'mkfifo $CI_ENV',
    'ln -s /etc/passwd $CI_ENV',
    'mkdir $CI_ENV',
    'head -c 2000000 /dev/zero > $CI_ENV',
    "printf 'A=\\xff' > $CI_ENV",
  ]) {
    const record = await bench.run(steps(command));
    expect(record.reason).toMatch(/CI_ENV (cannot be read|is )/);
    expect(record.status).toBe('failure');
  }
});

test('what the steps write to CI_SUMMARY is kept beside the logs', async () => {
  const record = await bench.run(steps('echo "# Two" >> $CI_SUMMARY', 'echo "- faults" >> $CI_SUMMARY'));
  expect(record.summary).toBe('summary.md');
  expect(bench.log('summary.md')).toBe('# Two\n- faults\n');
});

test('a summary that is too large costs a warning and a note', async () => {
  const record = await bench.run(steps('head -c 2000000 /dev/zero > $CI_SUMMARY'));
  expect(record).toMatchObject({
    status: 'success',
    warnings: 1,
    notes: ['CI_SUMMARY is larger than 1 MiB'],
  });
  expect(existsSync(join(bench.folder, 'logs/summary.md'))).toBe(false);
});

test('result hooks learn whether the result is another than before', async () => {
  const changes = plan({
    hooks: [hook('onStart', 'echo "[${CI_RESULT_CHANGE-}]"'), hook('onSuccess', 'echo $CI_RESULT_CHANGE')],
  });
  for (const [before, change] of [
    ['success', 'same'],
    ['failure', 'fixed'],
  ] as const) {
    await bench.run(changes, { environment: { CI_PREV_BUILD_STATUS: before } });
    expect(bench.log('onStart.log')).toBe('[]\n');
    expect(bench.log('onSuccess.log')).toBe(`${change}\n`);
  }
});
