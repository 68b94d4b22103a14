import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository, TestDrover } from '../helpers/drover.ts';

let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up({ SECRET_OF_THE_WORKER: 'geheim' });
});

afterAll(() => drover.stop());

/** Of builds that a GitHub event started, or that have a repository. */
const ofRepositories = /^CI_(EVENT|BASE_JOB|REPO|COMMIT|CHANGED_FILES|PR)(_|$)/;

const namesIn = (text: string) => new Set(text.match(/\bCI(?:_[A-Z]+)*\b/g));

test('a command has the variables that the page names, and nothing else of the worker’s environment', async () => {
  const print = 'env -0 | cut -z -d= -f1 | tr "\\0" "\\n"';
  await drover.define('told', {
    concurrency: { group: 'told', limit: 1 },
    onStart: print,
    onSuccess: print,
    onFailure: print,
    parameters: [{ title: 'FAIL', default: '' }],
    stages: [{ steps: [{ command: `${print}; [ -z "$FAIL" ]`, timeout: '1m' }] }],
  });
  const logs = [];
  for (const parameters of [{}, { FAIL: '1' }]) {
    const build = await drover.run('told', parameters);
    logs.push(await drover.log('told', build.number));
  }
  const printed = new Set(
    logs
      .join('\n')
      .split('\n')
      .filter((line) => /^\w+$/.test(line)),
  );
  const page = await readFile(join(repository, 'docs/job-file.md'), 'utf8');
  const told = namesIn(page.slice(page.indexOf('## What a command is told'), page.indexOf('## JSON')));
  const ofOtherBuilds = [
    'CI_RERUN_OF',
    'CI_RERUN_FROM_STAGE',
    'CI_CANCELLED_BY',
    'CI_FOLDER',
    'CI_NODE_LABELS',
  ];
  const missing = [...told].filter((name) => !printed.has(name) && !ofRepositories.test(name));
  expect(missing.filter((name) => !ofOtherBuilds.includes(name))).toEqual([]);
  expect([...printed].filter((name) => name.startsWith('CI') && !told.has(name))).toEqual([]);
  expect([...printed].filter((name) => /SECRET|DROVER|REDIS/.test(name))).toEqual([]);
});

test('a command steers those after it and leaves a summary with the build', async () => {
  await drover.define('steers', {
    stages: [
      {
        title: 'S',
        steps: [
          {
            title: 'one',
            command: 'echo "WORD=hello" >> "$CI_ENV"; echo "**$CI_JOB_NAME**" >> "$CI_SUMMARY"',
          },
          { title: 'two', command: 'echo "word: $WORD"' },
        ],
      },
    ],
  });
  const build = await drover.run('steers');
  expect(await drover.log('steers', build.number)).toContain('word: hello\n');
  expect(build).toMatchObject({ status: 'success', summary: 'summary.md' });
  const summary = await drover.request('GET', `/api/jobs/steers/builds/${build.number}/files/summary.md`);
  expect([summary.status, summary.text]).toEqual([200, '**steers**\n']);
});
