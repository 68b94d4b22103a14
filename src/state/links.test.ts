import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeys } from './keys.ts';
import { canBeLinked, type LinkKind, linkKinds } from './link.ts';
import { sampleDefinition } from './testing/sample-build.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();
const api = { owner: 'acme', name: 'api' };

async function job(name = 'api'): Promise<void> {
  await given.state.jobs.put(name, sampleDefinition);
}

test('a link lies under the key of its repository, the job first', async () => {
  await job();
  expect(await given.state.links.put(api, 'pullrequest', { forks: 'build', job: 'api' })).toBe(true);
  expect(await given.state.links.put(api, 'branch', { job: 'api', tags: ['v*'] })).toBe(true);
  expect(await given.redis.get('github_acme_api_pullrequest')).toBe('{"job":"api","forks":"build"}');
  expect(await given.redis.get('github_acme_api_branch')).toBe('{"job":"api","tags":["v*"]}');
  expect(await given.state.links.put(api, 'branch', { job: 'api' })).toBe(false);
  expect((await given.state.links.list()).map(({ repository, kind }) => `${repository} ${kind}`)).toEqual([
    'acme/api branch',
    'acme/api pullrequest',
  ]);
});

test('GitHub does not tell names apart by their capitals, so links do not', async () => {
  await job();
  await given.state.links.put({ owner: 'Acme', name: 'API' }, 'branch', { job: 'api' });
  expect(await given.state.links.find(api, 'branch')).toEqual({ link: { job: 'api' } });
  expect(await given.state.links.put(api, 'branch', { job: 'api', tags: true })).toBe(false);
  expect(await given.redis.keys('github_*')).toEqual(['github_acme_api_branch']);
  await given.state.links.delete({ owner: 'ACME', name: 'api' }, 'branch');
  expect(await given.redis.keys('*github*')).toEqual([]);
  expect(await given.redis.exists('drover:links')).toBe(0);
});

test('a link written by hand is taken as it is, also where it is no link', async () => {
  await given.redis.set('github_acme_api_branch', '{"job":"api"}');
  expect(await given.state.links.find(api, 'branch')).toEqual({ link: { job: 'api' } });
  expect(await given.state.links.list()).toMatchObject([{ repository: 'acme/api', kind: 'branch' }]);
  for (const text of ['{"job":1}', 'api', '{"job":"api","forks":"build"}', '[]', '']) {
    await given.redis.set('github_acme_api_branch', text);
    expect(await given.state.links.find(api, 'branch')).toEqual({ fault: expect.any(String) });
    expect(await codeOf(given.state.links.get(api, 'branch'))).toBe('NOT_FOUND');
  }
  expect(await given.state.links.list()).toMatchObject([{ link: null, fault: expect.any(String) }]);
  given.damage();
});

test('only a job that is there and no copy can be linked', async () => {
  const { links, jobs } = given.state;
  expect(await codeOf(links.put(api, 'branch', { job: 'api' }))).toBe('JOB_NOT_FOUND');
  await jobs.put('api_pr25', sampleDefinition, { parent: 'api' });
  expect(await codeOf(links.put(api, 'branch', { job: 'api_pr25' }))).toBe('JOB_IS_COPY');
  expect(await codeOf(links.get(api, 'branch'))).toBe('LINK_NOT_FOUND');
  expect(await codeOf(links.delete(api, 'branch'))).toBe('LINK_NOT_FOUND');
});

test('links follow a job that is renamed, and a linked one is not deleted', async () => {
  const { links, jobs } = given.state;
  for (const name of ['api', 'api.v2', 'apiXv2']) await job(name);
  await links.put(api, 'pullrequest', { job: 'api.v2', paths: ['src/**'], branches: ['main'] });
  await links.put(api, 'branch', { job: 'apiXv2' });
  await given.redis.set('github_acme_by.hand_branch', '{ "tags": [], "job" : "api.v2" }');
  await links.find({ owner: 'acme', name: 'by.hand' }, 'branch');
  await jobs.move('api.v2', { name: 'backend' });
  expect(await links.get(api, 'pullrequest')).toEqual({
    job: 'backend',
    paths: ['src/**'],
    branches: ['main'],
  });
  expect(await links.get(api, 'branch')).toEqual({ job: 'apiXv2' });
  expect(await given.redis.get('github_acme_by.hand_branch')).toBe('{ "tags": [], "job":"backend" }');
  expect(await codeOf(jobs.delete('backend'))).toBe('JOB_LINKED');
  await links.delete(api, 'pullrequest');
  await links.delete({ owner: 'acme', name: 'by.hand' }, 'branch');
  await jobs.delete('backend');
  await jobs.delete('api');
});

test('names that would make a key ambiguous, or that GitHub does not have, are refused', async () => {
  await job();
  for (const owner of ['a_b', '', '-a', 'a/b', 'ä', 'a'.repeat(40)])
    expect(await codeOf(given.state.links.put({ owner, name: 'api' }, 'branch', { job: 'api' }))).toBe(
      'REQUEST_INVALID',
    );
  for (const name of ['', 'a/b', 'a b', 'a'.repeat(101)])
    expect(await codeOf(given.state.links.put({ owner: 'acme', name }, 'branch', { job: 'api' }))).toBe(
      'REQUEST_INVALID',
    );
  await expect(given.state.links.put({ owner: 'a_b', name: 'x' }, 'branch', { job: 'api' })).rejects.toThrow(
    'ambiguous',
  );
});

test('no two repositories and kinds share a key', () => {
  const keys = createKeys('');
  const keyOf = ({ owner, name }: { owner: string; name: string }, kind: LinkKind) =>
    kind === 'branch' ? keys.linkOfBranches(owner, name) : keys.linkOfPullRequests(owner, name);
  const part = fc.stringMatching(/^[ab_.-]{1,6}(_branch|_pullrequest)?$/);
  const repository = fc.record({ owner: part, name: part }).filter(canBeLinked);
  fc.assert(
    fc.property(
      repository,
      fc.constantFrom(...linkKinds),
      repository,
      fc.constantFrom(...linkKinds),
      (a, aKind, b, bKind) => {
        const same = a.owner === b.owner && a.name === b.name && aKind === bKind;
        expect(keyOf(a, aKind) === keyOf(b, bKind)).toBe(same);
      },
    ),
  );
});
