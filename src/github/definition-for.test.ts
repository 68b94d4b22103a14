import { beforeEach, expect, test } from 'vitest';
import { useState } from '../state/testing/test-state.ts';
import { fakeApi, type Integration, integrate, linkerOf } from './testing/github-test.ts';
import { fromFork, pullRequest, push, shaOf } from './testing/payloads.ts';

const given = useState();
const link = linkerOf(given);

let it: Integration;
beforeEach(async () => {
  it = await integrate(given);
});

const text = 'stages:\n  - title: Own\n    steps: [{ title: a, command: "true" }]\n';
const files = (found: string | null, asked: string[] = []) =>
  fakeApi({
    readFile: async (...path) => {
      asked.push(path.join(' '));
      return found;
    },
  });

test('is used as it is at the commit; of a fork that of the branch it is to be merged into', async () => {
  await link('pullrequest', { definition: '.drover.yaml', forks: 'build' });
  const asked: string[] = [];
  it = await integrate(given, files(text, asked));
  await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': shaOf(2) }));
  expect((await given.state.jobs.get('api_pr2')).stages[0]?.title).toBe('Own');
  await it.send('pull_request', fromFork('synchronize', { 'pull_request.base.sha': shaOf(3) }));
  expect(asked).toEqual([
    `Codertocat Hello-World .drover.yaml ${shaOf(2)}`,
    `Codertocat Hello-World .drover.yaml ${shaOf(3)}`,
  ]);
});

test('with a fault fails with its place, also at GitHub', async () => {
  await link('branch', { definition: 'ci/.drover.yaml' });
  it = await integrate(given, files('stages:\n  - title: A\n    step: []\n'));
  const result = await it.send('push', push());
  expect(result).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/^ci\/\.drover\.yaml:3:5: /),
  });
  expect(it.notices).toMatchObject([{ state: 'error', description: result.reason }]);
  it = await integrate(given, files(null));
  expect((await it.send('push', push())).reason).toMatch(/^there is no ci\/\.drover\.yaml at [0-9a-f]{10}$/);
  it = await integrate(given);
  expect((await it.send('push', push())).reason).toContain('neither a token nor an App');
});
