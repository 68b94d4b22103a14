import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStorage } from './index.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeFiles } from './testing/write-files.ts';

async function storageWith(files: Readonly<Record<string, string>>) {
  const root = await temporaryFolder();
  await writeFiles(join(root, 'jobs'), files);
  return { root, storage: createStorage(root), list: () => filesBelow(join(root, 'jobs')) };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map(
    (entry) => `${join(entry.parentPath, entry.name)}${entry.isDirectory() ? '/' : ''}`,
  );
  return paths.map((path) => path.slice(folder.length + 1)).sort();
}

test('a job moves with all its builds, and moving it again changes nothing', async () => {
  const { storage, list } = await storageWith({ 'team/api/1/a.log': 'one', 'team/api/2/a.log': 'two' });
  await storage.moveJob('team/api', 'other/deep/api', 2);
  const moved = await list();
  expect(moved).not.toContain('team/');
  expect(moved.filter((path) => path.endsWith('.log'))).toEqual([
    'other/deep/api/1/a.log',
    'other/deep/api/2/a.log',
  ]);
  await storage.moveJob('team/api', 'other/deep/api', 2);
  await storage.moveJob('other/deep/api', 'other/deep/api', 2);
  expect(await list()).toEqual(moved);
});

test('a move that was broken off, or meets newer builds at the target, ends with everything at the target', async () => {
  const { root, storage, list } = await storageWith({
    'api/1/a.log': 'one',
    'api/2/a.log': 'two',
    'api/2/b.log': 'only at the old place',
    'team/api/2/a.log': 'newer',
    'team/api/3/a.log': 'three',
  });
  await storage.moveJob('api', 'team/api', 2);
  expect((await list()).filter((path) => path.endsWith('.log'))).toEqual([
    'team/api/1/a.log',
    'team/api/2/a.log',
    'team/api/2/b.log',
    'team/api/3/a.log',
  ]);
  expect(await readFile(join(root, 'jobs/team/api/2/a.log'), 'utf8')).toBe('newer');
  expect(await readdir(join(root, 'jobs'))).toEqual(['team']);
});

test('builds of another job that got the old name meanwhile stay where they are', async () => {
  const { storage, list } = await storageWith({
    'api/1/a.log': 'old',
    'api/2/a.log': 'old',
    'api/3/a.log': 'new',
    'api/web/1/a.log': '',
  });
  await storage.moveJob('api', 'renamed', 2);
  expect((await list()).filter((path) => path.endsWith('.log'))).toEqual([
    'api/3/a.log',
    'api/web/1/a.log',
    'renamed/1/a.log',
    'renamed/2/a.log',
  ]);
});

test('builds are removed by number or up to one, again and again, with the folders that this empties', async () => {
  const { storage, list } = await storageWith({
    'team/api/1/artifacts/x/y': '',
    'team/api/2/a.log': '',
    'team/api/10/a.log': '',
    'team/web/1/a.log': '',
  });
  await storage.removeBuilds('team/api', { numbers: [2, 99] });
  await storage.removeBuilds('team/api', { numbers: [2] });
  await storage.removeBuilds('team/api', { upTo: 9 });
  expect((await list()).filter((path) => path.endsWith('.log'))).toEqual([
    'team/api/10/a.log',
    'team/web/1/a.log',
  ]);
  await storage.removeBuilds('team/api', { upTo: 10 });
  await storage.removeBuilds('team/api', { upTo: 10 });
  expect(await list()).toEqual(['team/', 'team/web/', 'team/web/1/', 'team/web/1/a.log']);
  await storage.removeBuilds('team/web', { upTo: 1 });
  expect(await list()).toEqual([]);
});

test('removing and moving never go over a link, neither on the way to a build nor within it', async () => {
  const { root, storage } = await storageWith({ 'api/1/a.log': '' });
  await writeFiles(root, { 'outside/1/precious': 'precious', 'outside/precious': 'precious' });
  await symlink(join(root, 'outside'), join(root, 'jobs/stolen'));
  await symlink(join(root, 'outside'), join(root, 'jobs/api/1/link'));
  await symlink(join(root, 'outside'), join(root, 'jobs/api/2'));
  await storage.moveJob('stolen', 'mine', 5);
  await storage.removeBuilds('stolen', { upTo: 5 });
  await storage.removeBuilds('api', { upTo: 5 });
  expect(await filesBelow(join(root, 'outside'))).toEqual(['1/', '1/precious', 'precious']);
  expect(await readdir(join(root, 'jobs'))).toEqual(['stolen']);
});

test('a build that begins while its emptied folder is removed gets its folder', async () => {
  const { storage } = await storageWith({});
  for (let number = 1; number <= 40; number += 1) {
    const build = { folder: 'a/b/c', job: 'api', number };
    await Promise.all([
      storage.createBuild(build),
      storage.removeBuilds('a/b/c/api', { numbers: [number + 100] }),
    ]);
    expect(await readdir(storage.jobFolder(build))).toContain(String(number));
    await storage.removeBuilds('a/b/c/api', { numbers: [number] });
  }
});

test('several servers that move or remove the same job at once do no harm', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { storage, list } = await storageWith(
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`a/api/${at + 1}/x/a.log`, `${at}`])),
    );
    await storage.createBuild({ folder: 'b', job: 'api', number: 21 });
    await Promise.all([1, 2, 3].map(() => storage.moveJob('a/api', 'b/api', 20)));
    expect((await list()).filter((path) => path.endsWith('.log')).length).toBe(20);
    await Promise.all([1, 2, 3].map(() => storage.removeBuilds('b/api', { upTo: 21 })));
    expect(await list()).toEqual([]);
  }
});
