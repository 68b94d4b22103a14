import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { hook, plan, stage, step } from '../testing/plans.ts';
import { createMasker } from './index.ts';

const secret = 'hunter2-and-a-half';
let bench: Bench;
beforeEach(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.remove());

function run(...commands: string[]) {
  const steps = commands.map((command, at) => step(`${at + 1}`, command));
  return bench.run(plan({ hooks: [hook('onStart', 'echo "$TOKEN"')], stages: [stage('s', steps)] }), {
    environment: { TOKEN: secret },
    masker: createMasker([secret]),
  });
}

test('a secret is in no log, however it is printed', async () => {
  await run(
    'echo "$TOKEN"; printf %s "$TOKEN" | base64; env | grep TOKEN; set -x; : "$TOKEN"',
    'for ((at = 0; at < ${#TOKEN}; at++)); do printf %s "${TOKEN:at:1}"; sleep 0.01; done; echo .',
  );
  expect(bench.log('onStart.log')).toBe('***\n');
  expect(bench.log('s/1.log')).toBe('***\n***\nTOKEN=***\n+ : ***\n');
  expect(bench.log('s/2.log')).toBe('***.\n');
});

test('counts, index and live output are those of the masked bytes', async () => {
  const seen: Buffer[] = [];
  const record = await bench.run(
    plan({ stages: [stage('s', [step('1', 'for i in 1 2 3; do echo "a $TOKEN"; sleep 0.02; done')])] }),
    {
      environment: { TOKEN: secret },
      masker: createMasker([secret]),
      onOutput: (_log, _offset, bytes) => seen.push(Buffer.from(bytes)),
    },
  );
  expect(Buffer.concat(seen).toString()).toBe('a ***\n'.repeat(3));
  expect(record.stages[0]?.steps[0]).toMatchObject({ bytes: 18, lines: 3 });
  expect(bench.index('s/1.idx').map(({ offset }) => offset)).toEqual([0, 6, 12]);
});

test('a secret is in no reason, command line or summary', async () => {
  const record = await run(
    'echo "## $TOKEN" >> $CI_SUMMARY',
    'setsid bash -c "echo > up; sleep 300; :" "$TOKEN" & until [ -e up ]; do sleep 0.05; done; echo "oops $TOKEN" >> $CI_ENV',
  );
  expect(record.reason).toContain('oops ***');
  expect(record.leftProcesses.map(({ command }) => command)).toContain('bash -c echo > up; sleep 300; : ***');
  expect(readFileSync(join(bench.folder, 'logs', record.summary as string), 'utf8')).toBe('## ***\n');
  expect(JSON.stringify(record)).not.toContain('hunter2');
});

test('much output comes through whole, with the reader paused in between', async () => {
  await run('head -c 30000000 <(yes "0123456789 $TOKEN")');
  const log = bench.log('s/1.log');
  expect(log.length).toBeGreaterThan(14_000_000);
  expect(log.slice(0, 30)).toBe('0123456789 ***\n0123456789 ***\n');
  expect(log.slice(0, -30).replaceAll('0123456789 ***\n', '').length).toBeLessThan(30);
});
