import { expect, test } from 'vitest';
import { BranchLink, PullRequestLink } from '../../../../src/state/link-schema.ts';
import { ApiError } from '../../data/api.ts';
import { countChanged, faultsOf, linkOf, textOf } from './link-form.ts';
import { linkOptions } from './link-options.ts';

test('the form has every option that the server takes', () => {
  const schemas = { pullrequest: PullRequestLink, branch: BranchLink } as const;
  for (const kind of ['pullrequest', 'branch'] as const)
    expect(['job', ...linkOptions[kind].map(({ name }) => name)].sort()).toEqual(
      Object.keys(schemas[kind].properties).sort(),
    );
});

test('what is not touched stays to the letter, also where it says the default', () => {
  const before = {
    job: 'api',
    tags: true,
    skipCi: true,
    openPullRequest: 'skip',
    paths: ['src/**'],
  } as const;
  const link = { ...before, paths: [...before.paths] };
  expect(linkOf('branch', 'site', { tags: '*', keepClosed: '' }, link)).toEqual({ ...before, job: 'site' });
});

test('a value that goes back to the default is left out', () => {
  const link = { job: 'api', drafts: false, branches: ['main'], keepClosed: '1d' };
  expect(linkOf('pullrequest', 'api', { drafts: 'true', branches: ' \n', keepClosed: ' ' }, link)).toEqual({
    job: 'api',
  });
  expect(countChanged('pullrequest', {}, link)).toBe(3);
  expect(countChanged('pullrequest', { drafts: 'true' }, link)).toBe(2);
});

test('a line is a pattern, and choices are what they stand for', () => {
  expect(
    linkOf('pullrequest', 'api', { branches: 'main\n  release/* \n\n', forks: 'ignore', checkRun: 'true' }),
  ).toEqual({ job: 'api', branches: ['main', 'release/*'], forks: 'ignore', checkRun: true });
});

test('values of the other kind are not sent', () => {
  expect(linkOf('branch', 'api', { forks: 'build', tags: 'v*' })).toEqual({ job: 'api', tags: ['v*'] });
});

test('all tags are shown as a pattern that matches them', () => {
  const tags = linkOptions.branch.find(({ name }) => name === 'tags');
  expect(tags && [true, false, ['v*']].map((value) => textOf(tags, { job: 'api', tags: value }))).toEqual([
    '*',
    '',
    'v*',
  ]);
});

test('a refusal is placed at its field, once and in words; one of something else is not', () => {
  const refusal = (...paths: string[]) =>
    new ApiError({
      title: 'The request is not right',
      status: 400,
      detail: 'The body is not as this address expects it.',
      code: 'REQUEST_INVALID',
      errors: paths.map((path) => ({ path, message: 'It must match pattern "^".' })),
    });
  expect(faultsOf('branch', refusal('body.keepClosed', 'body.tags', 'body.tags.0'))).toEqual({
    keepClosed: 'A duration, as 12h or 30d.',
    tags: 'At most 100 patterns, each of at most 255 characters.',
  });
  expect(faultsOf('branch', refusal('body.keepClosed', 'params.org'))).toBeNull();
  expect(faultsOf('branch', refusal())).toBeNull();
});
