import { expect, test } from 'vitest';
import type { BuildSummary } from '../../../data/routes.ts';
import { comparedSteps, differences, firstDifference } from './compare.ts';

const build = (over: object): BuildSummary =>
  ({
    parameters: {},
    cause: { kind: 'api', by: 'ann' },
    worker: 'w1',
    node: 'n',
    runsOn: [],
    hooks: [],
    stages: [],
    ...over,
  }) as unknown as BuildSummary;
const stage = (ms: number) => ({
  title: 'Test',
  hooks: [],
  steps: [{ title: 'Unit', status: 'success', durationMs: ms, log: 'Test/Unit.log' }],
});

test('only what differs is told', () => {
  const before = build({ parameters: { A: '1', B: 'x' } });
  const after = build({ parameters: { A: '2', B: 'x', C: 'new' }, worker: 'w2' });
  expect(differences(before, after)).toEqual([
    { name: 'A', before: '1', after: '2' },
    { name: 'C', before: null, after: 'new' },
    { name: 'Worker', before: 'w1', after: 'w2' },
  ]);
});

test('steps are compared by their titles', () => {
  expect(comparedSteps(build({ stages: [stage(10)] }), build({ stages: [stage(30)] }))).toEqual([
    { title: 'Test ▸ Unit', status: 'success', before: 10, after: 30 },
  ]);
});

test('the first line that differs is found, whatever the times in the others', () => {
  expect(firstDifference(['took 12 ms', 'ok'], ['took 15.5 ms', 'failed'])).toEqual({
    line: 2,
    before: 'ok',
    after: 'failed',
  });
  expect(firstDifference(['a'], ['a', 'b'])).toEqual({ line: 2, before: null, after: 'b' });
  expect(firstDifference(['1'], ['2'])).toBeNull();
});
