import { expect, test } from 'vitest';
import { mostLevels } from './folders.ts';
import { sampleDefinition } from './testing/sample-build.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();

test('a folder is made once, and making it again changes nothing', async () => {
  const { folders } = given.state;
  expect(await folders.put('team')).toBe(true);
  expect(await folders.put('team')).toBe(false);
  expect(await folders.put('backend', 'team')).toBe(true);
  await given.state.jobs.put('api', sampleDefinition, { folder: 'backend' });
  expect(await folders.get('backend')).toEqual({
    name: 'backend',
    path: 'team/backend',
    parent: 'team',
    entries: [{ kind: 'job', name: 'api' }],
  });
  expect(await folders.path('backend')).toBe('team/backend');
  expect(await given.redis.lrange('jobs', 0, -1)).toEqual(['folder_team']);
  expect(await given.redis.lrange('folder_team', 0, -1)).toEqual(['folder_backend']);
});

test('a name is used once over folders and jobs', async () => {
  const { folders, jobs } = given.state;
  await folders.put('team');
  await folders.put('other');
  await jobs.put('api', sampleDefinition);
  await expect(folders.put('team', 'other')).rejects.toThrow('The name "team" is taken by a folder.');
  await expect(folders.put('api')).rejects.toThrow('The name "api" is taken by a job.');
  expect(await codeOf(jobs.put('team', sampleDefinition))).toBe('NAME_TAKEN');
});

test('folders that are not there', async () => {
  const { folders } = given.state;
  await expect(folders.put('backend', 'nowhere')).rejects.toThrow('There is no folder named "nowhere".');
  for (const name of ['nowhere', 'a/b', '', 'constructor']) {
    expect(await codeOf(folders.get(name))).toBe('FOLDER_NOT_FOUND');
    expect(await codeOf(folders.delete(name))).toBe('FOLDER_NOT_FOUND');
  }
});

test('only an empty folder is deleted', async () => {
  const { folders, jobs } = given.state;
  await folders.put('team');
  await jobs.put('api', sampleDefinition, { folder: 'team' });
  expect(await codeOf(folders.delete('team'))).toBe('FOLDER_NOT_EMPTY');
  await jobs.delete('api');
  await folders.delete('team');
  expect(await given.redis.exists('jobs', 'folder_team')).toBe(0);
});

test('folders lie only so deep', async () => {
  const { folders } = given.state;
  for (let level = 1; level <= mostLevels; level++)
    await folders.put(`f${level}`, level === 1 ? '' : `f${level - 1}`);
  expect(await codeOf(folders.put('deeper', `f${mostLevels}`))).toBe('NAME_INVALID');
  expect((await folders.path(`f${mostLevels}`)).split('/').length).toBe(mostLevels);
});

test('folders that were made by hand are taken in at the next start', async () => {
  await given.redis.rpush('jobs', 'folder_team');
  await given.redis.rpush('folder_team', 'folder_backend', 'job_api');
  await given.redis.rpush('folder_backend', 'job_db');
  await given.redis.set('job_api', '{"title":"By hand","stages":[]}');
  await given.redis.set('job_db', '{"stages":[]}');
  const state = await given.open();
  expect(await state.folders.path('backend')).toBe('team/backend');
  expect((await state.jobs.get('db')).meta).toMatchObject({
    name: 'db',
    folder: 'team/backend',
    revision: 0,
  });
  expect((await state.jobs.list()).find(({ name }) => name === 'api')).toMatchObject({
    title: 'By hand',
    path: 'team/api',
  });
  await state.jobs.put('api', sampleDefinition);
  await state.jobs.move('db', { folder: '' });
  expect((await state.jobs.get('api')).meta).toMatchObject({ folder: 'team', revision: 1 });
});
