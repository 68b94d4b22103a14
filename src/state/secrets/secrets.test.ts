import { expect, test } from 'vitest';
import { createState, type State } from '../index.ts';
import { useState } from '../testing/test-state.ts';
import { createKeyRing } from './key-ring.ts';

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const definition = { stages: [{ steps: [{ command: 'true' }] }] };
const base = useState();
const withKeys = (...keys: Buffer[]): Promise<State> =>
  createState({ redis: base.redis, prefix: '', keyRing: createKeyRing(keys) });

async function withJob(state: State, name = 'site') {
  await state.folders.put('team', '');
  return (await state.jobs.put(name, definition, { folder: 'team' })).job.meta;
}

test('the nearest value counts: of the job, of its folder, of all', async () => {
  const state = await withKeys(first);
  const meta = await withJob(state);
  const read = async () => (await state.secrets.read(meta, ['TOKEN']))['TOKEN'];
  await state.secrets.put({ kind: 'global' }, 'TOKEN', 'for everybody', 'ann');
  expect(await read()).toBe('for everybody');
  await state.secrets.put({ kind: 'folder', name: 'team' }, 'TOKEN', 'for the team', 'ann');
  expect(await read()).toBe('for the team');
  expect(await state.secrets.put({ kind: 'job', name: 'site' }, 'TOKEN', 'for the job', 'ann')).toBe(true);
  expect(await state.secrets.put({ kind: 'job', name: 'site' }, 'TOKEN', 'for the job!', 'bob')).toBe(false);
  expect(await read()).toBe('for the job!');
  const listed = await state.secrets.list();
  expect(listed.map(({ scope, updatedBy }) => [scope.kind, updatedBy])).toEqual([
    ['folder', 'ann'],
    ['global', 'ann'],
    ['job', 'bob'],
  ]);
  expect(JSON.stringify(listed)).not.toContain('for ');
});

test('a copy for a branch has the secrets of the job that it is a copy of', async () => {
  const state = await withKeys(first);
  const meta = await withJob(state);
  await state.secrets.put({ kind: 'job', name: 'site' }, 'TOKEN', 'for the job', 'ann');
  const copy = { ...meta, name: 'site_branch_main', id: 'another', parent: 'site' };
  expect(await state.secrets.read(copy, ['TOKEN'])).toEqual({ TOKEN: 'for the job' });
});

test('a secret follows its job when that is renamed, and ends with it', async () => {
  const state = await withKeys(first);
  await withJob(state);
  await state.secrets.put({ kind: 'job', name: 'site' }, 'TOKEN', 'for the job', 'ann');
  await state.jobs.move('site', { name: 'page' });
  const { meta } = await state.jobs.get('page');
  expect(await state.secrets.read(meta, ['TOKEN'])).toEqual({ TOKEN: 'for the job' });
  await state.jobs.delete('page');
  expect(await state.secrets.list()).toEqual([]);
  await state.secrets.put({ kind: 'folder', name: 'team' }, 'TOKEN', 'for the team', 'ann');
  await state.folders.delete('team');
  expect(await state.secrets.list()).toEqual([]);
});

test('Redis holds no value, and one that was copied to another place opens nothing', async () => {
  const state = await withKeys(first);
  const meta = await withJob(state);
  await state.secrets.put({ kind: 'global' }, 'TOKEN', 'the-plain-value', 'ann');
  const entry = (await base.redis.hget('drover:secrets', 'global/TOKEN')) as string;
  expect(entry).not.toContain('plain');
  await base.redis.hset('drover:secrets', 'global/OTHER', entry);
  await expect(state.secrets.read(meta, ['OTHER'])).rejects.toMatchObject({ code: 'SECRET_DAMAGED' });
  await expect(state.inspect.read('drover:secrets')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('with the wrong key nothing is lost, and with both everything can be stored anew', async () => {
  const old = await withKeys(first);
  const meta = await withJob(old);
  await old.secrets.put({ kind: 'global' }, 'TOKEN', 'the-plain-value', 'ann');
  const wrong = await withKeys(second);
  const { current } = createKeyRing([first]);
  await expect(wrong.secrets.read(meta, ['TOKEN'])).rejects.toThrow(
    `The secret TOKEN cannot be read: This needs the key ${current}`,
  );
  expect(await wrong.secrets.rotate()).toEqual({ rotated: 0, unreadable: ['global/TOKEN'] });
  expect((await wrong.secrets.list())[0]).toMatchObject({ readable: false, key: current });
  expect(await (await withKeys(second, first)).secrets.rotate()).toEqual({ rotated: 1, unreadable: [] });
  expect(await wrong.secrets.read(meta, ['TOKEN'])).toEqual({ TOKEN: 'the-plain-value' });
  await expect((await withKeys()).secrets.rotate()).rejects.toMatchObject({ code: 'SECRET_KEY_MISSING' });
});

test('what cannot be masked or be a variable is refused, with the reason', async () => {
  const { secrets } = await withKeys(first);
  const put = (name: string, value: string) => secrets.put({ kind: 'global' }, name, value, 'ann');
  await expect(put('TOKEN', '12345')).rejects.toThrow('too few to be masked');
  await expect(put('CI_TOKEN', 'long enough')).rejects.toThrow('is no name of a secret');
  await expect(put('A', 'x'.repeat(50_000))).rejects.toThrow('larger than 48 KiB');
  await expect(secrets.put({ kind: 'job', name: 'nix' }, 'A', 'long enough', 'x')).rejects.toMatchObject({
    code: 'JOB_NOT_FOUND',
  });
  await expect(secrets.put({ kind: 'folder', name: 'nix' }, 'A', 'long enough', 'x')).rejects.toMatchObject({
    code: 'FOLDER_NOT_FOUND',
  });
  await expect(secrets.delete({ kind: 'global' }, 'A')).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND' });
});

test('all that are missing are named', async () => {
  const state = await withKeys(first);
  const meta = await withJob(state);
  await expect(state.secrets.read(meta, ['A', 'B'])).rejects.toThrow(
    'none of the secrets A, B for job "site"',
  );
});
