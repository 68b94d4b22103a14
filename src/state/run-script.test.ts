import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createScripts, refusal } from './run-script.ts';
import { sampleDefinition } from './testing/sample-build.ts';
import { useState } from './testing/test-state.ts';

const given = useState();

test('a script runs on a Redis that does not know it yet, and after Redis forgot it', async () => {
  const scripts = createScripts(given.redis);
  for (let time = 0; time < 2; time++) {
    await given.redis.script('FLUSH');
    expect(await scripts.run('unlock', ['lock'], ['token'])).toEqual([]);
  }
});

test('every script is accepted by Redis', async () => {
  const folder = join(import.meta.dirname, 'scripts');
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.lua'))
    .map((name) => name.slice(0, -'.lua'.length));
  for (const name of names) {
    const failed = await createScripts(given.redis)
      .ask(name, [], [])
      .then(
        () => '',
        (error: Error) => error.message,
      );
    expect(failed, name).not.toContain('Error compiling script');
    await given.redis.flushall();
  }
});

test('a refusal becomes the error of its code, with what the script told', () => {
  expect(refusal('NAME_TAKEN', ['name', 'api', 'kind', 'job']).message).toBe(
    'The name "api" is taken by a job.',
  );
  expect(refusal('SOMETHING', [])).toEqual(new Error('A script answered SOMETHING.'));
});

test('what was read and has changed since is STALE, and nothing is written', async () => {
  const { jobs, folders, keys } = given.state;
  const scripts = createScripts(given.redis);
  await folders.put('team');
  await jobs.put('api', sampleDefinition);
  const before = await given.redis.get('job_api');
  const put = (name: string, sha: string, folder: string, path: string) =>
    scripts.ask('put_job', [keys.job(name), keys.folders()], ['', name, sha, '{}', folder, path]);
  expect(await put('api', '', '', '')).toEqual(['STALE']);
  expect(await put('api', 'another', '', '')).toEqual(['STALE']);
  expect(await put('new', 'another', '', '')).toEqual(['STALE']);
  expect(await put('new', '', 'team', 'elsewhere/team')).toEqual(['STALE']);
  const touched = [
    keys.job('api'),
    keys.job('b'),
    keys.recent('api'),
    keys.recent('b'),
    keys.last(),
    keys.finished(),
    keys.numbers(),
  ];
  expect(await scripts.ask('move_job', touched, ['', 'api', 'b', 'another', '{}', '', ''])).toEqual([
    'STALE',
  ]);
  expect(await given.redis.get('job_api')).toBe(before);
  expect(await jobs.list()).toHaveLength(1);
});
