import { beforeEach, describe, expect, test } from 'vitest';
import type { Definition } from '../definition/index.ts';
import type { LinkKind, LinkOf } from '../state/link.ts';
import { ended, sampleClaim, sampleDefinition } from '../state/testing/sample-build.ts';
import { codeOf, useState } from '../state/testing/test-state.ts';
import { approve, buildForgottenApprovals } from './approve.ts';
import type { GithubContext } from './context.ts';
import { keptMs } from './end.ts';
import { removeRetired, retireOrphans } from './remove-retired.ts';
import { type Integration, integrate } from './testing/github-test.ts';
import { fromFork, pullRequest, push, shaOf } from './testing/payloads.ts';

const given = useState();
const repository = { owner: 'Codertocat', name: 'Hello-World' };

let it: Integration;
beforeEach(async () => {
  it = await integrate(given);
});

async function link<K extends LinkKind>(
  kind: K,
  options: Partial<LinkOf[K]> = {},
  definition: Partial<Definition> = {},
): Promise<void> {
  await given.state.jobs.put('api', { ...sampleDefinition, ...definition });
  await given.state.links.put(repository, kind, { job: 'api', ...options } as LinkOf[K]);
}

type Api = NonNullable<GithubContext['github']>;
const fakeApi = (over: Partial<Api>): Api => ({
  readFile: async () => null,
  pullRequestFiles: async () => [],
  isApp: false,
  commitMessage: async () => null,
  ...over,
});

const statuses = async (job: string) =>
  (await it.builds(job)).map(({ number, status }) => `${number} ${status}`);
const running = (job: string, number: number) =>
  given.state.builds.claim(`${job}_${number}`, sampleClaim(`t${number}`));

describe('pull requests', () => {
  test('one that is opened gets a copy of the job beside it, and a build with the event', async () => {
    await given.state.folders.put('team', '');
    await given.state.jobs.put(
      'api',
      { ...sampleDefinition, schedules: [{ cron: 'H 4 * * *' }] },
      { folder: 'team' },
    );
    await given.state.links.put(repository, 'pullrequest', { job: 'api' });
    const result = await it.send('pull_request', pullRequest('opened'));
    expect(result).toEqual({ outcome: 'started', reason: 'build api_pr2 #1', job: 'api_pr2', build: 1 });
    const { meta, ...copy } = await given.state.jobs.get('api_pr2');
    expect(meta).toMatchObject({
      parent: 'api',
      about: 'Update the README with new information.',
      folder: 'team',
      github: { pullRequest: { number: 2 } },
    });
    expect(copy).toEqual({ ...sampleDefinition, concurrency: { limit: 1, onNew: 'cancelRunning' } });
    const [build] = await it.builds('api_pr2');
    expect(build).toMatchObject({
      cause: { kind: 'pull_request', by: 'Codertocat' },
      github: {
        event: 'pull_request',
        action: 'opened',
        repository: { ...repository, cloneUrl: 'https://github.com/Codertocat/Hello-World.git' },
        commit: { sha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821', ref: 'refs/pull/2/head' },
        pullRequest: { number: 2, fork: false, targetBranch: 'master', sourceBranch: 'changes' },
      },
    });
  });

  test('each event refreshes the copy, and a newer commit takes the place of an older one', async () => {
    await link('pullrequest');
    await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': shaOf(2) }));
    await running('api_pr2', 1);
    await given.state.jobs.put('api', { ...sampleDefinition, title: 'New' });
    await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(3) }));
    expect((await given.state.jobs.get('api_pr2')).title).toBe('New');
    expect(await given.state.builds.cancelRequestOf('api_pr2_1')).toMatchObject({
      reason: 'superseded by api_pr2 #2',
    });
    await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(4) }));
    expect(await statuses('api_pr2')).toEqual(['3 queued', '2 cancelled', '1 running']);
  });

  test('in a group that the job shares with others older commits are superseded too, and nobody else is', async () => {
    await link('pullrequest', {}, { concurrency: { group: 'deploy', limit: 5 } });
    await given.state.jobs.put('other', { ...sampleDefinition, concurrency: { group: 'deploy', limit: 5 } });
    await it.send('pull_request', pullRequest('opened', { number: 9, 'pull_request.head.sha': shaOf(9) }));
    await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': shaOf(2) }));
    await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(3) }));
    expect(await statuses('api_pr2')).toEqual(['2 queued', '1 cancelled']);
    expect(await statuses('api_pr9')).toEqual(['1 queued']);
  });

  test('closed: its builds end and it is removed after a while; reopened it is there again, and counts on', async () => {
    await link('pullrequest', { keepClosed: '1h' });
    await it.send('pull_request', pullRequest('opened'));
    await running('api_pr2', 1);
    const closed = await it.send('pull_request', pullRequest('closed'));
    expect(closed).toMatchObject({
      outcome: 'closed',
      job: 'api_pr2',
      reason: expect.stringContaining('cancelled: 1'),
    });
    expect(await given.state.builds.cancelRequestOf('api_pr2_1')).toMatchObject({ by: 'github' });
    const removeAt = Number(await given.redis.zscore('drover:retired', 'api_pr2'));
    expect(removeAt - Date.now()).toBeGreaterThan(3_500_000);
    expect(removeAt - Date.now()).toBeLessThan(3_700_000);
    // Told once more, nobody asks the worker a second time.
    await it.send('pull_request', pullRequest('closed'));
    expect(await given.redis.hget('drover:state:api_pr2_1', 'cancels')).toBe('1');
    await given.state.builds.finish(ended(await given.state.builds.get('api_pr2', 1), 'cancelled'), {
      token: 't1',
    });

    const reopened = await it.send('pull_request', pullRequest('reopened'));
    expect(reopened).toMatchObject({ outcome: 'started', build: 2 });
    expect(await given.redis.zcard('drover:retired')).toBe(0);
    await it.send('pull_request', pullRequest('closed'));
    await given.redis.zadd('drover:retired', Date.now() - 1, 'api_pr2');
    await removeRetired(it.context);
    expect(await codeOf(given.state.jobs.get('api_pr2'))).toBe('JOB_NOT_FOUND');
    const left = await given.redis.keys('*api_pr2*');
    expect(left.filter((key) => !key.startsWith('drover:bull:'))).toEqual([]);
    expect(await it.send('pull_request', pullRequest('reopened'))).toMatchObject({ build: 3 });
  });

  test('one whose time is over and that was reopened meanwhile is not removed', async () => {
    await link('pullrequest');
    await it.send('pull_request', pullRequest('opened'));
    await it.send('pull_request', pullRequest('closed'));
    expect(await codeOf(given.state.jobs.deleteRetired('api_pr2'))).toBe('JOB_BUSY');
    await it.send('pull_request', pullRequest('reopened'));
    expect(await codeOf(given.state.jobs.deleteRetired('api_pr2'))).toBe('JOB_BUSY');
  });

  test('drafts, target branches and titles are looked at as the link says', async () => {
    await link('pullrequest', { drafts: false, branchesIgnore: ['release/*'] });
    const draft = await it.send('pull_request', pullRequest('opened', { 'pull_request.draft': true }));
    expect(draft).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining('draft') });
    expect(it.notices).toEqual([]);
    const release = pullRequest('opened', { 'pull_request.base.ref': 'release/1' });
    expect(await it.send('pull_request', release)).toMatchObject({ outcome: 'ignored' });
    const title = pullRequest('opened', { 'pull_request.title': 'Docs [CI Skip]' });
    expect(await it.send('pull_request', title)).toMatchObject({ reason: 'skipped by [CI Skip]' });
    expect(it.notices).toMatchObject([
      {
        job: 'api',
        state: 'success',
        description: 'skipped: target branch release/1 matches release/*, which is ignored',
      },
      { job: 'api', state: 'success', description: 'skipped: skipped by [CI Skip]' },
    ]);
    expect(await it.send('pull_request', pullRequest('ready_for_review'))).toMatchObject({
      outcome: 'started',
    });
  });

  test('the message of the head commit is asked for, and a GitHub that is away holds no build up', async () => {
    await link('pullrequest');
    it = await integrate(given, fakeApi({ commitMessage: async () => 'Typo\n\n[no ci]' }));
    expect(await it.send('pull_request', pullRequest('opened'))).toMatchObject({
      reason: 'skipped by [no ci]',
    });
    it = await integrate(given, fakeApi({ commitMessage: () => Promise.reject(new Error('away')) }));
    expect(await it.send('pull_request', pullRequest('opened'))).toMatchObject({ outcome: 'started' });
    it = await integrate(given, fakeApi({ commitMessage: async () => 'Typo\n\nmore' }));
    await it.send('pull_request', pullRequest('synchronize', { 'pull_request.head.sha': shaOf(6) }));
    const [build] = await it.builds('api_pr2');
    expect(build?.github?.commit).toMatchObject({ title: 'Typo', message: 'Typo\n\nmore' });
  });

  test('a draft that was built is not built again when it is ready', async () => {
    await link('pullrequest');
    await it.send('pull_request', pullRequest('opened', { 'pull_request.draft': true }));
    expect(await it.send('pull_request', pullRequest('ready_for_review'))).toMatchObject({
      outcome: 'ignored',
      reason: 'this commit was built when it was a draft',
    });
    const later = pullRequest('ready_for_review', { 'pull_request.head.sha': shaOf(7) });
    expect(await it.send('pull_request', later)).toMatchObject({ outcome: 'started', build: 2 });
  });

  test('changed files are asked for, and where GitHub does not tell them it is built', async () => {
    await link('pullrequest', { paths: ['src/**'] });
    expect((await it.send('pull_request', pullRequest('opened'))).reason).toContain(
      'neither a token nor an App',
    );
    const files = fakeApi({ pullRequestFiles: async () => ['docs/a.md'] });
    const asking = await integrate(given, files);
    expect(await asking.send('pull_request', pullRequest('synchronize'))).toMatchObject({
      outcome: 'ignored',
      reason: 'no changed file matches src/**',
    });
  });
});

describe('forks', () => {
  test('wait for approval of their commit; who gave it is in the build, and the next commit waits again', async () => {
    await link('pullrequest', { forkLabel: 'untrusted' }, {
      secrets: ['TOKEN'],
      runsOn: ['linux'],
    } as Partial<Definition>);
    const first = fromFork('opened', { 'pull_request.head.sha': shaOf(2) });
    expect(await it.send('pull_request', first)).toMatchObject({ outcome: 'waiting' });
    expect(await codeOf(given.state.jobs.get('api_pr2'))).toBe('JOB_NOT_FOUND');
    expect(it.notices).toMatchObject([{ state: 'pending', job: 'api' }]);

    const say = (sha: string) =>
      approve(it.context, repository, 2, { sha, by: 'ann', at: new Date().toISOString() });
    expect(await codeOf(say(shaOf(1)))).toBe('APPROVAL_STALE');
    expect(await say(shaOf(2))).toMatchObject({ outcome: 'started', job: 'api_pr2', build: 1 });
    const [build] = await it.builds('api_pr2');
    expect(build?.github).toMatchObject({ approval: { by: 'ann' }, pullRequest: { fork: true } });
    const { meta: _meta, ...copy } = await given.state.jobs.get('api_pr2');
    expect(copy).toMatchObject({ runsOn: ['linux', 'untrusted'] });
    expect(copy).not.toHaveProperty('secrets');
    expect(await given.state.approvals.list()).toEqual([]);
    expect(await codeOf(say(shaOf(2)))).toBe('NOT_FOUND');

    const second = fromFork('synchronize', { 'pull_request.head.sha': shaOf(3) });
    expect(await it.send('pull_request', second)).toMatchObject({ outcome: 'waiting' });
    expect(await given.state.approvals.list()).toMatchObject([{ event: { commit: { sha: shaOf(3) } } }]);
    await it.send('pull_request', fromFork('closed'));
    expect(await given.state.approvals.list()).toEqual([]);
    expect(await codeOf(say(shaOf(3)))).toBe('NOT_FOUND');
  });

  test('a commit that was approved stays so when the pull request is reopened', async () => {
    await link('pullrequest');
    const of = (action: string) => fromFork(action, { 'pull_request.head.sha': shaOf(2) });
    await it.send('pull_request', of('opened'));
    await approve(it.context, repository, 2, { sha: shaOf(2), by: 'ann', at: new Date().toISOString() });
    await it.send('pull_request', of('closed'));
    expect(await it.send('pull_request', of('reopened'))).toMatchObject({ outcome: 'started', build: 2 });
  });

  test('an approval whose server died starts the build later', async () => {
    await link('pullrequest');
    await it.send('pull_request', fromFork('opened', { 'pull_request.head.sha': shaOf(2) }));
    const at = new Date(Date.now() - 60_000).toISOString();
    await given.state.approvals.approve(repository, 2, { sha: shaOf(2), by: 'ann', at });
    await buildForgottenApprovals(it.context);
    await buildForgottenApprovals(it.context);
    expect(await it.builds('api_pr2')).toMatchObject([{ github: { approval: { by: 'ann' } } }]);
    expect(await given.redis.exists('drover:approved', 'drover:approvals')).toBe(0);
  });

  test('are built or ignored when the link says so, also those whose fork was deleted', async () => {
    await link('pullrequest', { forks: 'ignore' });
    expect(await it.send('pull_request', fromFork('opened'))).toMatchObject({ outcome: 'ignored' });
    expect(it.notices).toEqual([]);
    await link('pullrequest', { forks: 'build' });
    const gone = pullRequest('opened', { 'pull_request.head.repo': null });
    expect(await it.send('pull_request', gone)).toMatchObject({ outcome: 'started' });
    const [build] = await it.builds('api_pr2');
    expect(build?.github?.pullRequest).toMatchObject({ fork: true, sourceRepository: null });
  });
});

describe('branches', () => {
  test('a push builds a copy for the branch, by whoever pushed', async () => {
    await link('branch');
    const result = await it.send('push', push());
    expect(result).toMatchObject({ outcome: 'started', job: 'api_branch_master', build: 1 });
    expect(await it.builds('api_branch_master')).toMatchObject([
      {
        cause: { kind: 'push', by: 'Codertocat' },
        github: { commit: { branch: 'master', beforeSha: shaOf(1) } },
      },
    ]);
    expect((await given.state.jobs.get('api_branch_master')).concurrency).toEqual({
      limit: 1,
      onNew: 'replaceQueued',
    });
  });

  test('a force push, a deleted branch and one with a hostile name are what they are', async () => {
    await link('branch', { paths: ['src/**'] });
    const forced = push({ forced: true, after: shaOf(5) });
    expect(await it.send('push', forced)).toMatchObject({ outcome: 'started' });
    const hostile = await it.send('push', push({ ref: 'refs/heads/../../$(id)', forced: true }));
    expect(hostile.job).toMatch(/^api_branch_..-..---id--[0-9a-f]{8}$/);
    const gone = push({ deleted: true, after: '0'.repeat(40), head_commit: null, commits: [] });
    expect(await it.send('push', gone)).toMatchObject({ outcome: 'closed', job: 'api_branch_master' });
    expect(await statuses('api_branch_master')).toEqual(['1 cancelled']);
    const removeAt = Number(await given.redis.zscore('drover:retired', 'api_branch_master'));
    expect(Math.abs(removeAt - Date.now() - keptMs)).toBeLessThan(60_000);
    expect(await it.send('push', push({ deleted: true, ref: 'refs/heads/never' }))).toMatchObject({
      outcome: 'ignored',
    });
  });

  test('paths, branches and [skip ci] are looked at, and GitHub is told that there is nothing to wait for', async () => {
    await link('branch', { branches: ['master', 'release/*'], pathsIgnore: ['docs/**'] });
    const commit = { id: shaOf(3), message: 'x', added: [], removed: [], modified: ['docs/a/b.md'] };
    expect((await it.send('push', push({ commits: [commit] }))).reason).toContain(
      'all changed files match docs/**',
    );
    expect((await it.send('push', push({ ref: 'refs/heads/x' }))).reason).toContain(
      'branch x matches none of',
    );
    const skipped = push({ 'head_commit.message': 'Tidy\n\n[skip ci]' });
    expect(await it.send('push', skipped)).toMatchObject({ reason: 'skipped by [skip ci]' });
    expect(it.notices.map(({ state }) => state)).toEqual(['success', 'success', 'success']);
    await given.state.links.put(repository, 'branch', { job: 'api', skipCi: false });
    expect(await it.send('push', skipped)).toMatchObject({ outcome: 'started' });
  });

  test('tags only when the link says so, all in one job, each built', async () => {
    await link('branch');
    const tag = (name: string, over = {}) =>
      push({ ref: `refs/tags/${name}`, before: '0'.repeat(40), created: true, commits: [], ...over });
    expect(await it.send('push', tag('v1'))).toMatchObject({ outcome: 'ignored' });
    await link('branch', { tags: ['v*'] });
    expect(await it.send('push', tag('w1'))).toMatchObject({ reason: 'tag w1 matches none of v*' });
    const first = await it.send('push', tag('v1'));
    const second = await it.send('push', tag('v2'));
    expect(second).toMatchObject({ outcome: 'started', job: first.job, build: 2 });
    expect(await statuses(first.job ?? '')).toEqual(['2 queued', '1 queued']);
    await it.send('push', tag('v1', { deleted: true, after: '0'.repeat(40), head_commit: null }));
    expect(await statuses(first.job ?? '')).toEqual(['2 queued', '1 cancelled']);
    expect(await given.redis.zcard('drover:retired')).toBe(0);
  });

  test('a commit of a pull request is built once, unless the link wants both', async () => {
    await link('branch');
    await link('pullrequest');
    const ref = 'refs/heads/changes';
    const sha = shaOf(2);
    const pushed = push({ ref, after: sha, forced: true });
    expect(await it.send('push', pushed)).toMatchObject({ outcome: 'started', job: 'api_branch_changes' });
    await it.send('pull_request', pullRequest('opened', { 'pull_request.head.sha': sha }));
    expect(await statuses('api_branch_changes')).toEqual(['1 cancelled']);
    const next = push({ ref, after: shaOf(3), forced: true });
    expect(await it.send('push', next)).toMatchObject({ outcome: 'ignored', job: 'api_pr2' });
    // What an open pull request is merged into is built.
    expect(await it.send('push', push({ after: shaOf(3) }))).toMatchObject({
      job: 'api_branch_master',
      build: 1,
    });
    await given.state.links.put(repository, 'branch', { job: 'api', openPullRequest: 'build' });
    expect(await it.send('push', next)).toMatchObject({ outcome: 'started', build: 2 });
    await given.state.links.put(repository, 'branch', { job: 'api' });
    await it.send('pull_request', pullRequest('closed'));
    expect(await it.send('push', push({ ref, after: shaOf(4), forced: true }))).toMatchObject({ build: 3 });
  });
});

describe('whatever happens', () => {
  test('the same delivery starts one build, however often and by however many it is processed', async () => {
    await link('branch');
    const once = { id: 'once' };
    const results = await Promise.all([1, 2, 3].map(() => it.send('push', push(), once)));
    for (const result of results) expect(result).toMatchObject({ outcome: 'started', build: 1 });
    expect((await it.builds('api_branch_master')).length).toBe(1);
  });

  test('two deliveries of the same commit, as of an App and a webhook, start one build', async () => {
    await link('branch');
    await it.send('push', push());
    expect(await it.send('push', push())).toMatchObject({ outcome: 'ignored' });
    expect(await it.send('push', push(), { replayOf: 'x' })).toMatchObject({ outcome: 'started', build: 2 });
    // Back to an earlier commit is another thing.
    await it.send('push', push({ after: shaOf(8), forced: true }));
    expect(await it.send('push', push({ forced: true }))).toMatchObject({ outcome: 'started', build: 4 });
  });

  test('two repositories that are linked to one job have copies of their own', async () => {
    await link('pullrequest');
    await given.state.links.put({ owner: 'acme', name: 'web' }, 'pullrequest', { job: 'api' });
    const other = { 'repository.full_name': 'acme/web', 'pull_request.head.repo.full_name': 'acme/web' };
    expect(await it.send('pull_request', pullRequest('opened'))).toMatchObject({ job: 'api_pr2' });
    const { job = '' } = await it.send('pull_request', pullRequest('opened', other));
    expect(job).toMatch(/^api_pr2-[0-9a-f]{8}$/);
    await it.send('pull_request', pullRequest('closed', other));
    expect(await statuses(job)).toEqual(['1 cancelled']);
    expect(await statuses('api_pr2')).toEqual(['1 queued']);
  });

  test('a job that cannot be built without being asked says what is missing', async () => {
    await link('branch', {}, { parameters: [{ title: 'VERSION', required: true }] });
    const result = await it.send('push', push());
    expect(result).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('VERSION') });
    expect(it.notices).toMatchObject([{ state: 'error', description: result.reason }]);
  });

  test('no link, a link by hand that is none, and a job that is gone are told', async () => {
    expect(await it.send('push', push())).toMatchObject({
      outcome: 'ignored',
      reason: 'branches of Codertocat/Hello-World are not linked to a job',
    });
    await given.redis.set('github_Codertocat_Hello-World_branch', '{}');
    expect((await it.send('push', push())).reason).toContain('cannot be read');
    await given.redis.set('github_Codertocat_Hello-World_branch', '{"job":"gone"}');
    expect(await it.send('push', push())).toMatchObject({
      outcome: 'failed',
      reason: 'the linked job gone does not exist',
    });
    expect((await it.send('push', push({ 'repository.full_name': 'emu_acme/x' }))).outcome).toBe('ignored');
  });

  test('a copy whose link is gone is removed after a while', async () => {
    await link('branch');
    await it.send('push', push());
    await retireOrphans(it.context);
    expect(await given.redis.zcard('drover:retired')).toBe(0);
    await given.state.links.delete(repository, 'branch');
    await retireOrphans(it.context);
    expect(await given.redis.zrange('drover:retired', '0', '-1')).toEqual(['api_branch_master']);
  });
});

describe('a job file in the repository', () => {
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
    expect((await it.send('push', push())).reason).toMatch(
      /^there is no ci\/\.drover\.yaml at [0-9a-f]{10}$/,
    );
    it = await integrate(given);
    expect((await it.send('push', push())).reason).toContain('neither a token nor an App');
  });
});
