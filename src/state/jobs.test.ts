import { expect, test } from 'vitest';
import type { BuildDocument } from './build.ts';
import { ended, rowsOf, sampleBuild, sampleClaim, sampleDefinition } from './testing/sample-build.ts';
import { sampleEvent } from './testing/sample-event.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();

async function finishedBuild(job: string): Promise<BuildDocument> {
  const { builds } = given.state;
  const { build } = await builds.submit(sampleBuild({ job }), {});
  await builds.finish(ended(build, 'cancelled'), { expect: 'queued' });
  return build;
}

test('saving makes a job, saving again counts its revision', async () => {
  const { jobs, folders } = given.state;
  await folders.put('team');
  const first = await jobs.put('api', sampleDefinition, { folder: 'team' });
  expect(first).toMatchObject({ created: true, job: { meta: { name: 'api', folder: 'team', revision: 1 } } });
  const second = await jobs.put('api', { ...sampleDefinition, title: 'API' });
  expect(second).toMatchObject({
    created: false,
    job: { title: 'API', meta: { folder: 'team', revision: 2 } },
  });
  expect(await jobs.get('api')).toEqual(second.job);
  expect(second.job.meta.createdAt).toBe(first.job.meta.createdAt);
});

test('the document keeps what it was given to the letter', async () => {
  const definition = {
    title: 'Ü "q" {',
    env: {},
    artifacts: [],
    stages: [{ steps: [{ command: 'a\nb\u2028"' }] }],
  };
  await given.state.jobs.put('api', definition);
  const { meta: _meta, ...read } = JSON.parse((await given.redis.get('job_api')) ?? '') as Record<
    string,
    unknown
  >;
  expect(read).toEqual(definition);
});

test('the YAML as it was written is kept beside the document, goes where the job goes, and ends with it', async () => {
  const { jobs } = given.state;
  const written = async (name: string) => (await jobs.getWritten(name)).written;
  await jobs.put('api', sampleDefinition, { written: '# why' });
  expect(await written('api')).toBe('# why');
  await jobs.move('api', { name: 'api2' });
  expect(await written('api2')).toBe('# why');
  await jobs.put('api2', sampleDefinition);
  expect(await written('api2')).toBeNull();
  await jobs.put('api2', sampleDefinition, { written: '# again' });
  await jobs.delete('api2');
  expect(await given.redis.keys('drover:written:*')).toEqual([]);
  expect(await codeOf(jobs.getWritten('api2'))).toBe('JOB_NOT_FOUND');
});

test('of two that edited the same revision the second is refused', async () => {
  const { jobs } = given.state;
  await jobs.put('api', sampleDefinition);
  await jobs.put('api', sampleDefinition, { ifRevision: 1 });
  await expect(jobs.put('api', sampleDefinition, { ifRevision: 1 })).rejects.toThrow(
    'Job "api" is at revision 2, and the change names 1.',
  );
  expect(await codeOf(jobs.put('new', sampleDefinition, { ifRevision: 1 }))).toBe('REVISION_CONFLICT');
});

test('saves at the same moment all count', async () => {
  const clients = await Promise.all([given.open(), given.open(), given.open()]);
  await given.state.jobs.put('api', sampleDefinition);
  const saves = clients.flatMap(({ jobs }, client) =>
    Array.from({ length: 10 }, (_, n) => jobs.put('api', { ...sampleDefinition, title: `${client} ${n}` })),
  );
  await Promise.all(saves);
  expect((await given.state.jobs.get('api')).meta.revision).toBe(31);
});

test('saving does not move a job', async () => {
  const { jobs, folders } = given.state;
  await folders.put('team');
  await jobs.put('api', sampleDefinition, { folder: 'team' });
  await jobs.put('api', sampleDefinition, { folder: 'team' });
  await expect(jobs.put('api', sampleDefinition, { folder: '' })).rejects.toThrow(
    'is in folder "team": saving does not move it',
  );
  expect(await codeOf(jobs.put('x', sampleDefinition, { folder: 'nowhere' }))).toBe('FOLDER_NOT_FOUND');
});

test('only a derived job has the name of one', async () => {
  const { jobs } = given.state;
  const event = sampleEvent();
  expect(await codeOf(jobs.put('api_pr7', sampleDefinition))).toBe('NAME_INVALID');
  await jobs.put('api', sampleDefinition);
  const { job } = await jobs.put('api_pr7', sampleDefinition, { parent: 'api', github: event });
  expect(job.meta).toMatchObject({ parent: 'api', github: event });
  await jobs.put('api_pr7', sampleDefinition);
  expect((await jobs.get('api_pr7')).meta.parent).toBe('api');
  expect(await codeOf(jobs.move('api', { name: 'api_branch_x' }))).toBe('NAME_INVALID');
});

test('keys of builds are no jobs', async () => {
  const { jobs } = given.state;
  await jobs.put('api', sampleDefinition);
  await finishedBuild('api');
  for (const name of ['api_1', 'api_recent', 'nothing', '', 'a/b']) {
    expect(await codeOf(jobs.get(name))).toBe('JOB_NOT_FOUND');
    expect(await codeOf(jobs.delete(name))).toBe('JOB_NOT_FOUND');
    expect(await codeOf(jobs.move(name, { name: 'b' }))).toBe('JOB_NOT_FOUND');
  }
});

test('a move takes the builds along and notes the move of the storage', async () => {
  const { jobs, folders, builds, journal } = given.state;
  await folders.put('team');
  await folders.put('backend', 'team');
  await jobs.put('api', sampleDefinition);
  await finishedBuild('api');
  const job = await jobs.move('api', { folder: 'backend' });
  expect(job.meta).toMatchObject({ folder: 'team/backend', revision: 2 });
  expect((await builds.get('api', 1)).folder).toBe('team/backend');
  expect(await journal.list()).toEqual([
    { kind: 'move', id: '1', from: 'api', to: 'team/backend/api', upTo: 1 },
  ]);
  expect(await jobs.move('api', { folder: 'backend' })).toEqual(job);
  expect(await codeOf(jobs.move('api', { folder: 'nowhere' }))).toBe('FOLDER_NOT_FOUND');
});

test('a renamed job has its builds, and neither name gives a number twice', async () => {
  const { jobs, builds } = given.state;
  await jobs.put('old', sampleDefinition);
  await finishedBuild('old');
  const text = await builds.getText('old', 1);
  await finishedBuild('old');
  await jobs.move('old', { name: 'new' });
  expect(await codeOf(jobs.get('old'))).toBe('JOB_NOT_FOUND');
  expect(
    rowsOf(await builds.page('new', { limit: 10 })).map((one) => (JSON.parse(one) as BuildDocument).number),
  ).toEqual([2, 1]);
  expect(await builds.getText('new', 1)).toBe(text.replace('"job":"old"', '"job":"new"'));
  expect((await builds.listFinished(10)).length).toBe(2);
  expect((await builds.submit(sampleBuild({ job: 'new' }), {})).build.number).toBe(3);
  await jobs.put('old', sampleDefinition);
  expect((await builds.submit(sampleBuild({ job: 'old' }), {})).build.number).toBe(3);
});

test('a name that is taken is not given to a renamed job', async () => {
  const { jobs, folders } = given.state;
  await jobs.put('a', sampleDefinition);
  await jobs.put('b', sampleDefinition);
  await folders.put('c');
  expect(await codeOf(jobs.move('a', { name: 'b' }))).toBe('NAME_TAKEN');
  expect(await codeOf(jobs.move('a', { name: 'c' }))).toBe('NAME_TAKEN');
  expect(await codeOf(jobs.move('a', { name: 'a_1' }))).toBe('NAME_INVALID');
});

test('a job with unfinished builds is neither moved nor deleted', async () => {
  const { jobs, builds } = given.state;
  await jobs.put('api', sampleDefinition);
  const { build } = await builds.submit(sampleBuild(), {});
  expect(await codeOf(jobs.delete('api'))).toBe('JOB_BUSY');
  expect(await codeOf(jobs.move('api', { name: 'b' }))).toBe('JOB_BUSY');
  await builds.claim('api_1', sampleClaim('t'));
  expect(await codeOf(jobs.delete('api'))).toBe('JOB_BUSY');
  await builds.finish(ended(build), { token: 't' });
  await jobs.delete('api');
});

test('a deleted job leaves the removal of its storage, and its numbers', async () => {
  const { jobs, journal } = given.state;
  await jobs.put('api', sampleDefinition);
  await finishedBuild('api');
  await finishedBuild('api');
  await jobs.delete('api');
  expect(await given.redis.keys('job*')).toEqual([]);
  const [entry] = await journal.list();
  expect(entry).toEqual({ kind: 'removal', id: '1', path: 'api', builds: { upTo: 2 } });
  if (entry !== undefined) await journal.done(entry);
  expect(await journal.list()).toEqual([]);
  await jobs.put('api', sampleDefinition);
  expect((await finishedBuild('api')).number).toBe(3);
});

test('the tree shows folders and jobs with their newest builds', async () => {
  const { jobs, folders } = given.state;
  await folders.put('team');
  await jobs.put('api', { title: 'The "API"', ...sampleDefinition }, { folder: 'team' });
  await jobs.put('site', sampleDefinition);
  await finishedBuild('api');
  expect(await jobs.tree()).toEqual([
    {
      kind: 'folder',
      name: 'team',
      path: 'team',
      entries: [
        expect.objectContaining({
          kind: 'job',
          name: 'api',
          path: 'team/api',
          title: 'The "API"',
          revision: 1,
          last: expect.objectContaining({ number: 1, status: 'cancelled' }),
        }),
      ],
    },
    { kind: 'job', name: 'site', path: 'site', revision: 1, last: null },
  ]);
});

test('the tree of very many jobs is the same as of few, read in pieces', async () => {
  const { jobs, folders } = given.state;
  await folders.put('team', '');
  await jobs.put('first', { ...sampleDefinition, title: 'First' }, { folder: 'team' });
  const text = (await given.redis.get('job_first')) ?? '';
  const names = Array.from({ length: 1_100 }, (_, index) => `job-${index}`);
  const pipeline = given.redis.pipeline();
  for (const name of names)
    pipeline.set(`job_${name}`, text.replace('"first"', `"${name}"`)).rpush('folder_team', `job_${name}`);
  await pipeline.exec();
  await given.state.builds.submit(sampleBuild({ job: 'job-700', folder: 'team' }), {});
  const listed = await jobs.list();
  expect(listed.map(({ path }) => path)).toEqual(['first', ...names].map((name) => `team/${name}`));
  expect(listed.every(({ title, revision }) => title === 'First' && revision === 1)).toBe(true);
  expect(listed.filter(({ last }) => last !== null).map(({ name }) => name)).toEqual(['job-700']);
});

test('damaged documents stop neither the tree nor their repair', async () => {
  const { jobs, folders } = given.state;
  await folders.put('team');
  await jobs.put('api', sampleDefinition, { folder: 'team' });
  await jobs.put('bad', sampleDefinition, { folder: 'team' });
  await given.redis.set('job_bad', '{"meta":{"name"');
  await given.redis.hset('drover:last', 'api', 'nonsense');
  expect((await jobs.list()).map(({ name, revision, last }) => [name, revision, last])).toEqual([
    ['api', 1, null],
    ['bad', 0, null],
  ]);
  await expect(jobs.get('bad')).rejects.toThrow("job_bad is not a job's document");
  expect(await codeOf(jobs.move('bad', { name: 'good' }))).toBe('NOT_FOUND');
  await jobs.put('bad', sampleDefinition);
  expect((await jobs.get('bad')).meta.folder).toBe('team');
  await given.redis.set('job_bad', '[1]');
  await jobs.delete('bad');
  await given.redis.hdel('drover:last', 'api');
});
