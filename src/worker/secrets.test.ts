import { expect, test } from 'vitest';
import type { BuildDocument } from '../state/build.ts';
import { createState } from '../state/index.ts';
import { createKeyRing } from '../state/secrets/key-ring.ts';
import { sampleBuild, sampleDefinition } from '../state/testing/sample-build.ts';
import { sampleEvent } from '../state/testing/sample-event.ts';
import { useState } from '../state/testing/test-state.ts';
import { secretsFor } from './secrets.ts';

const base = useState();

async function given(fork: boolean | null) {
  const keyRing = createKeyRing([Buffer.alloc(32, 1)]);
  const state = await createState({ redis: base.redis, prefix: '', keyRing });
  const definition = { ...sampleDefinition, secrets: ['TOKEN'] };
  await state.jobs.put('api', definition);
  await state.secrets.put({ kind: 'global' }, 'TOKEN', 'the-value', 'ann');
  const pullRequest = { fork } as NonNullable<BuildDocument['github']>['pullRequest'];
  const github = fork === null ? {} : { github: { ...sampleEvent(), pullRequest } };
  return secretsFor(state, {
    ...sampleBuild({ definition, ...github } as Partial<BuildDocument>),
    number: 1,
  });
}

test('a build gets the secrets that its definition names', async () => {
  expect(await given(null)).toEqual({ values: { TOKEN: 'the-value' }, notes: [] });
  expect(await given(false)).toEqual({ values: { TOKEN: 'the-value' }, notes: [] });
});

test("a build of a fork's pull request gets none, and says so", async () => {
  expect(await given(true)).toEqual({
    values: {},
    notes: ['The secret TOKEN is not set: pull requests from forks get none.'],
  });
});
