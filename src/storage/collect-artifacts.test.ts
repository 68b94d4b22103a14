import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectArtifacts } from './collect-artifacts.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeFiles } from './testing/write-files.ts';

async function folders() {
  const root = await temporaryFolder();
  const workspace = join(root, 'workspace');
  const target = join(root, 'build', 'artifacts');
  await mkdir(workspace);
  return { root, workspace, target };
}

async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

test('copies what matches under the same paths, and only that', async () => {
  const { workspace, target } = await folders();
  const long = `${'n'.repeat(250)}.txt`;
  await writeFiles(workspace, {
    'dist/app.js': 'app',
    'dist/deep/🐑 sheep.txt': 'baa',
    'dist/.well-known/x': '1',
    'src/app.ts': 'source',
    [`logs/${long}`]: 'long',
    'empty.txt': '',
    '.git/config': 'secret',
  });
  const { artifacts, notes } = await collectArtifacts({
    workspace,
    target,
    globs: ['dist/**', 'dist/*.js', 'logs', '*.txt'],
  });
  expect(notes).toEqual([]);
  expect(artifacts).toEqual([
    { path: 'dist/.well-known/x', bytes: 1 },
    { path: 'dist/app.js', bytes: 3 },
    { path: 'dist/deep/🐑 sheep.txt', bytes: 3 },
    { path: 'empty.txt', bytes: 0 },
    { path: `logs/${long}`, bytes: 4 },
  ]);
  expect((await allFiles(target)).sort()).toEqual(artifacts.map(({ path }) => path));
  expect(await readFile(join(target, 'dist/deep/🐑 sheep.txt'), 'utf8')).toBe('baa');
});

test('nothing comes along over a symbolic link or from a special file, and each is named', async () => {
  const { root, workspace, target } = await folders();
  await writeFiles(root, { 'outside/secret': 'secret' });
  await writeFiles(workspace, { 'dist/real': 'real' });
  await symlink(join(root, 'outside'), join(workspace, 'dist/folder'));
  await symlink(join(root, 'outside/secret'), join(workspace, 'dist/file'));
  await symlink('real', join(workspace, 'dist/inside'));
  execFileSync('mkfifo', [join(workspace, 'dist/fifo')]);
  const { artifacts, notes } = await collectArtifacts({ workspace, target, globs: ['dist/**'] });
  expect(artifacts).toEqual([{ path: 'dist/real', bytes: 4 }]);
  expect(await allFiles(target)).toEqual(['dist/real']);
  expect(notes.sort()).toEqual([
    '"dist/fifo" was left out: it is not a regular file.',
    '"dist/file" was left out: it is a symbolic link.',
    '"dist/folder" was left out: it is a symbolic link.',
    '"dist/inside" was left out: it is a symbolic link.',
  ]);
});

test('a link that a step put in the place of the artifacts is replaced, not followed', async () => {
  const { root, workspace, target } = await folders();
  await writeFiles(root, { 'outside/kept': 'kept', 'workspace/a.txt': 'a', 'build/other': '' });
  await symlink(join(root, 'outside'), target);
  await collectArtifacts({ workspace, target, globs: ['*.txt'] });
  expect(await allFiles(target)).toEqual(['a.txt']);
  expect(await allFiles(join(root, 'outside'))).toEqual(['kept']);
});

test('a second attempt leaves nothing of the first', async () => {
  const { workspace, target } = await folders();
  await writeFiles(target, { 'old.txt': 'old' });
  await writeFiles(workspace, { 'new.txt': 'new' });
  await collectArtifacts({ workspace, target, globs: ['*.txt'] });
  expect(await allFiles(target)).toEqual(['new.txt']);
});

test('a pattern that matches nothing, and more files than allowed, are said', async () => {
  const { workspace, target } = await folders();
  await writeFiles(workspace, { 'a.txt': '', 'b.txt': '', 'c.txt': '' });
  expect((await collectArtifacts({ workspace, target, globs: ['*.txt', 'dist/**'] })).notes).toEqual([
    'No file matches "dist/**".',
  ]);
  const bounded = await collectArtifacts({ workspace, target, globs: ['*.txt'], limit: 2 });
  expect(bounded.artifacts.length).toBe(2);
  expect(bounded.notes).toEqual([
    'There are more than 2 artifacts, or too many files to look at: the rest was left out.',
  ]);
});

test('a name that is not valid UTF-8 is left out and said', async () => {
  const { workspace, target } = await folders();
  await writeFile(
    Buffer.concat([Buffer.from(`${workspace}/bad`), Buffer.from([0xff]), Buffer.from('.txt')]),
    'x',
  );
  const { artifacts, notes } = await collectArtifacts({ workspace, target, globs: ['*.txt'] });
  expect(artifacts).toEqual([]);
  expect(notes.length).toBe(1);
});
