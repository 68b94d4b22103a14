import { describe, expect, test } from 'vitest';
import type { BranchLink } from '../state/link.ts';
import { sampleEvent, samplePullRequest } from '../state/testing/sample-event.ts';
import { refusePullRequest, refusePush } from './filters.ts';
import type { ChangedFiles } from './occurrence.ts';
import { skipMarkerOf } from './skip-ci.ts';

const ofPush = (link: Partial<BranchLink>, branch = 'main', files: ChangedFiles = null) =>
  refusePush({ job: 'api', ...link }, sampleEvent(branch), files);

describe('branches', () => {
  test.each([
    ['main', ['main'], true],
    ['main2', ['main'], false],
    ['release/1.4', ['release/*'], true],
    ['release/1/rc', ['release/*'], true],
    ['release', ['release/*'], false],
    ['fix', ['main', 'f?x'], true],
    ['a.b', ['a*b'], true],
    ['(a+)+$', ['(a+)+$'], true],
  ])('%s and %j: %s', (branch, branches, built) => {
    expect(ofPush({ branches }, branch) === null).toBe(built);
    expect(ofPush({ branchesIgnore: branches }, branch) === null).toBe(!built);
  });
});

describe('paths', () => {
  test.each<[string[], Partial<BranchLink>, boolean]>([
    [['src/a/b.ts'], { paths: ['src/**'] }, true],
    [['src/b.ts'], { paths: ['src/*.ts'] }, true],
    [['src/a/b.ts'], { paths: ['src/*.ts'] }, false],
    [['README.md'], { paths: ['src/**', '*.md'] }, true],
    [['docs/a.md'], { pathsIgnore: ['docs/**'] }, false],
    [['docs/a.md', 'src/a.ts'], { pathsIgnore: ['docs/**'] }, true],
    [['docs/a.md'], { paths: ['docs/**'], pathsIgnore: ['**/*.md'] }, false],
    [[], { paths: ['src/**'] }, false],
    [[], { pathsIgnore: ['docs/**'] }, true],
    [['a/../b'], { paths: ['b'] }, false],
  ])('%j with %j: %s', (files, link, built) => {
    expect(ofPush(link, 'main', files) === null).toBe(built);
  });

  test('where it is not known what changed, it is built', () => {
    expect(ofPush({ paths: ['src/**'], pathsIgnore: ['**'] })).toBeNull();
  });
});

describe('skip markers', () => {
  const marked = (message: string) => {
    const event = sampleEvent();
    return skipMarkerOf({ ...event, commit: { ...event.commit, message } });
  };

  test.each([
    '[skip ci]',
    '[ci skip]',
    '[no ci]',
    '[skip actions]',
    '[actions skip]',
    '[skip-ci]',
    '[ci-skip]',
    '[skip drover]',
    '[SKIP CI]',
  ])('%s', (marker) => {
    expect(marked(`Fix it\n\n${marker} for now`)).toBe(marker);
  });

  test('the trailer stands at the end, after an empty line', () => {
    expect(marked('Fix it\n\nskip-checks: true\n')).toBe('skip-checks: true');
    expect(marked('Fix it\nskip-checks: true')).toBeNull();
    expect(marked('Fix it\n\nskip-checks: true\nmore')).toBeNull();
  });

  test('words alone are none, and a tag is never skipped', () => {
    expect(marked('skip ci')).toBeNull();
    expect(marked('[skip cinema]')).toBeNull();
    const { branch: _none, ...commit } = sampleEvent().commit;
    expect(
      skipMarkerOf({ ...sampleEvent(), commit: { ...commit, tag: 'v1', message: '[skip ci]' } }),
    ).toBeNull();
  });
});

test('a status is set for what was filtered out, not for what the link does not want at all', () => {
  expect(ofPush({ branches: ['x'] })).toMatchObject({ required: true });
  const fork = samplePullRequest(1, { fork: true, draft: true });
  expect(refusePullRequest({ job: 'api', forks: 'ignore' }, fork, null)).toMatchObject({ required: false });
  expect(refusePullRequest({ job: 'api', drafts: false }, fork, null)).toMatchObject({ required: false });
});
