import { beforeEach, expect, test } from 'vitest';
import type { BuildDocument } from './build.ts';
import { ended, sampleBuild, sampleDefinition } from './testing/sample-build.ts';
import { useState } from './testing/test-state.ts';

const given = useState();

beforeEach(() => given.state.jobs.put('api', sampleDefinition));

async function finished(over: Partial<BuildDocument>): Promise<void> {
  const { build } = await given.state.builds.submit(sampleBuild(over), {});
  await given.state.builds.finish({ ...ended(build), ...over }, { expect: 'queued' });
}

test('the newest builds of several jobs, oldest first', async () => {
  await given.state.jobs.put('web', sampleDefinition);
  for (const durationMs of [10, 20, 30]) await finished({ durationMs });
  await finished({ durationMs: 40, status: 'timed_out' });
  await given.state.builds.submit(sampleBuild({ job: 'web' }), {});
  expect(await given.state.trends.of(['api', 'web', 'none', 'no/name'], 3)).toEqual({
    api: [
      { number: 2, status: 'success', durationMs: 20 },
      { number: 3, status: 'success', durationMs: 30 },
      { number: 4, status: 'timed_out', durationMs: 40 },
    ],
    web: [{ number: 1, status: 'queued', durationMs: null }],
    none: [],
  });
});

test('a parameter does not pass for a duration', async () => {
  const parameters = { durationMs: '7', NOTE: '"durationMs":8,', status: 'error' };
  await finished({ parameters, durationMs: 50 });
  expect((await given.state.trends.of(['api'], 1))['api']).toEqual([
    { number: 1, status: 'success', durationMs: 50 },
  ]);
});

test('nor does the duration of a step where the build has none yet', async () => {
  const stages = [
    { title: 'Build', status: 'success', startedAt: null, finishedAt: null, durationMs: 9, steps: [] },
  ];
  await finished({ durationMs: null, stages: stages as unknown as BuildDocument['stages'] });
  expect((await given.state.trends.of(['api'], 1))['api']).toEqual([
    { number: 1, status: 'success', durationMs: null },
  ]);
});
