import { expect, test } from 'vitest';
import { jobText, readJobHead } from './job.ts';
import { sampleDefinition } from './testing/sample-build.ts';
import { samplePullRequest } from './testing/sample-event.ts';

const meta = {
  name: 'api_pr25',
  folder: 'team/backend',
  revision: 3,
  id: 'a1b2c3d4e5f6',
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:05.000Z',
};
/** As much as the tree reads of a document. */
const beginning = (text: string) => text.slice(0, 512);

test('the beginning of a document tells its head', () => {
  expect(readJobHead(beginning(jobText({ title: 'My "job"', ...sampleDefinition }, meta)))).toEqual({
    revision: 3,
    title: 'My "job"',
  });
  expect(readJobHead(beginning(jobText(sampleDefinition, meta)))).toEqual({ revision: 3 });
});

test('that of a copy tells what it is for, however long the event is', () => {
  const copy = { ...meta, github: samplePullRequest(), parent: 'api', about: 'A feature' };
  expect(readJobHead(beginning(jobText({ title: 'x', ...sampleDefinition }, copy)))).toEqual({
    revision: 3,
    parent: 'api',
    about: 'A feature',
  });
});

test('a text that is not enough, or not ours, is none', () => {
  const odd = { ...meta, parent: 'api', about: 'a {brace', github: samplePullRequest() };
  for (const text of [
    '',
    '{',
    '{"stages":[]}',
    jobText(sampleDefinition, odd),
    jobText(sampleDefinition, meta).slice(0, 90),
  ])
    expect(readJobHead(beginning(text))).toBeNull();
});
