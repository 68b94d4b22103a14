import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Exported } from './index.ts';
import { Bench } from './testing/bench.ts';
import { hook, plan, stage, step } from './testing/plans.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.remove());

const says = (text: string) => `echo ${text} >> "$CI_WORKSPACE/witness"`;
const taken = { takenFrom: 'api_3', reason: 'taken over from api #3' };

test('a run that takes stages over begins with the one after them, in the same workspace', async () => {
  const record = await bench.run(
    plan({
      hooks: [hook('onStart', says('begin')), hook('onSuccess', says('end'))],
      stages: [
        stage('Build', [step('Compile', says('compile'))], { hooks: [hook('onStart', says('stage'))] }),
        stage('Test', [step('Unit', says('unit'))]),
      ],
    }),
    { takenOver: [taken] },
  );
  expect(bench.witness()).toEqual(['begin', 'unit', 'end']);
  expect(record).toMatchObject({
    status: 'success',
    stages: [
      { title: 'Build', status: 'skipped', ...taken, hooks: [], steps: [{ status: 'skipped', attempts: 0 }] },
      { title: 'Test', status: 'success' },
    ],
  });
});

test('what commands had set for later ones when a stage began is set again', async () => {
  const exports = plan({
    stages: [
      stage('Build', [
        step('1', 'echo TAG=v1 >> "$CI_ENV"; echo VERSION=2 >> "$CI_ENV"; echo /opt/x >> "$CI_PATH"'),
      ]),
      stage('Test', [step('1', 'echo TAG=wrong >> "$CI_ENV"; exit 1')]),
    ],
  });
  let exported: Exported | undefined;
  const options = { environment: { VERSION: '1' } };
  const onStage = (given: Exported) => {
    exported = structuredClone(given);
  };
  expect((await bench.run(exports, { ...options, onStage })).status).toBe('failure');
  expect(exported).toEqual({ env: { TAG: 'v1' }, parameters: { VERSION: '2' }, path: ['/opt/x'] });
  await bench.run(
    plan({ stages: [stage('Build', []), stage('Test', [step('2', 'echo "$TAG $VERSION $PATH"')])] }),
    { ...options, takenOver: [taken], ...(exported && { exported }) },
  );
  expect(bench.log('Test/2.log')).toMatch(/^v1 2 \/opt\/x:/);
});

test('what was prepared for the run that left the workspace is there again, its files too', async () => {
  const prepared = { environment: { SHA: 'abc' }, files: { LIST_FILE: 'a\nb\n' } };
  const says = step('1', 'echo "$SHA"; cat "$LIST_FILE"');
  const preparation = { log: 'checkout.log', prepare: async () => prepared };
  let exported: Exported | undefined;
  const onStage = (given: Exported) => {
    exported = structuredClone(given);
  };
  const before = plan({ stages: [stage('Build', [says]), stage('Test', [step('2', 'false')])] });
  await bench.run(before, { preparation, onStage });
  expect(bench.log('Build/1.log')).toBe('abc\na\nb\n');
  const after = plan({ stages: [stage('Build', []), stage('Test', [says])] });
  await bench.run(after, { takenOver: [taken], ...(exported && { exported }) });
  expect(bench.log('Test/1.log')).toBe('abc\na\nb\n');
});
