import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createStorage } from './index.ts';
import type { StoredFile } from './stored-file.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeFiles } from './testing/write-files.ts';

const build = { folder: 'team/backend', job: 'api', number: 7 };
const rejects = (promise: Promise<unknown>, code: string) => expect(promise).rejects.toMatchObject({ code });

async function readAll(file: StoredFile, start = 0, end = file.size): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of file.stream(start, end)) blocks.push(block);
  return Buffer.concat(blocks).toString();
}

test('a build lies at jobs/<folder>/<subfolder>/<job>/<number>, and at jobs/<job>/<number> without a folder', async () => {
  const root = await temporaryFolder();
  const storage = createStorage(root);
  expect(await storage.createBuild(build)).toBe(join(root, 'jobs/team/backend/api/7'));
  expect(await storage.createBuild(build)).toBe(storage.buildFolder(build));
  expect(storage.buildFolder({ folder: '', job: 'api', number: 1 })).toBe(join(root, 'jobs/api/1'));
  expect(storage.jobFolder(build)).toBe(join(root, 'jobs/team/backend/api'));
  expect(await readdir(storage.jobFolder(build))).toEqual(['7']);
});

test.each(['..', '.', '', 'a/b', '../../etc', '/etc', 'a\0b', '-x', '.hidden', 'ä', '🐑', 'n'.repeat(300)])(
  'the name %j is refused wherever it stands',
  async (name) => {
    const storage = createStorage(await temporaryFolder());
    expect(() => storage.jobFolder({ folder: '', job: name })).toThrow(/cannot be the name/);
    await rejects(storage.createBuild({ ...build, job: name }), 'NAME_INVALID');
    if (name !== '' && name !== 'a/b')
      await rejects(storage.createBuild({ ...build, folder: name }), 'NAME_INVALID');
    if (name !== 'a/b') await rejects(storage.removeBuilds(`team/${name}`, { upTo: 9 }), 'NAME_INVALID');
  },
);

test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('the build number %d is refused', async (number) => {
  const storage = createStorage(await temporaryFolder());
  await rejects(storage.createBuild({ ...build, number }), 'NAME_INVALID');
});

test('build.json is replaced whole and nothing else is left', async () => {
  const storage = createStorage(await temporaryFolder());
  const texts = Array.from({ length: 8 }, (_, at) => JSON.stringify({ at, filler: 'x'.repeat(10_000) }));
  await Promise.all(texts.map((text) => storage.writeBuildJson(build, text)));
  expect(await readdir(storage.buildFolder(build))).toEqual(['build.json']);
  expect(texts).toContain(await readFile(join(storage.buildFolder(build), 'build.json'), 'utf8'));
});

test('files are listed with their sizes, sorted, links and special files left out', async () => {
  const root = await temporaryFolder();
  const storage = createStorage(root);
  const folder = await storage.createBuild(build);
  await writeFiles(folder, {
    'Test/Unit.log': 'abc',
    'build.json': '{}',
    'artifacts/.hidden/🐑': '1',
    '.build.json.x': '',
  });
  await symlink('/etc/passwd', join(folder, 'passwd'));
  await symlink('/etc', join(folder, 'artifacts/etc'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  expect(await storage.files(build)).toEqual({
    files: [
      { path: 'Test/Unit.log', bytes: 3 },
      { path: 'artifacts/.hidden/🐑', bytes: 1 },
      { path: 'build.json', bytes: 2 },
    ],
    truncated: false,
  });
  expect(await storage.files({ ...build, number: 8 })).toEqual({ files: [], truncated: false });
});

test('a file is read whole and in ranges', async () => {
  const storage = createStorage(await temporaryFolder());
  const text = 'sheep '.repeat(50_000);
  await writeFiles(await storage.createBuild(build), { 'artifacts/flock.txt': text });
  const file = await storage.openFile(build, 'artifacts/flock.txt');
  expect(file.size).toBe(text.length);
  expect(await readAll(file)).toBe(text);
  expect(await readAll(file, 100_000, 200_001)).toBe(text.slice(100_000, 200_001));
  expect(await readAll(file, text.length - 3, text.length + 100)).toBe(text.slice(-3));
});

test('nothing outside the build is opened, and no folder, link or special file within it', async () => {
  const root = await temporaryFolder();
  const storage = createStorage(root);
  const folder = await storage.createBuild(build);
  await writeFiles(root, { secret: 'secret', 'jobs/team/backend/api/8/log': 'other build' });
  await writeFiles(folder, { 'Test/Unit.log': 'abc' });
  await symlink(join(root, 'secret'), join(folder, 'link'));
  await symlink(root, join(folder, 'up'));
  await symlink('Test', join(folder, 'inside'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const paths = [
    '../8/log',
    '../../../../../secret',
    'Test/../../8/log',
    join(root, 'secret'),
    '/etc/passwd',
    'Test/Unit.log\0',
    'Test//Unit.log',
    './Test/Unit.log',
    'Test/Unit.log/',
    '',
    '.',
    '..',
    'link',
    'up/secret',
    'inside/Unit.log',
    'fifo',
    'Test',
    'n'.repeat(300),
    'a/'.repeat(3000),
    'absent',
    'Test/Unit.log/x',
  ];
  for (const path of paths) {
    await rejects(storage.openFile(build, path), 'NOT_FOUND');
    await rejects(storage.tail(build, path, 1), 'NOT_FOUND');
    await rejects(storage.linesBetween(build, path, 0, 1), 'NOT_FOUND');
  }
  expect(await readAll(await storage.openFile(build, 'Test/Unit.log'))).toBe('abc');
});

test('a file that is replaced by a link after it was opened is not read through the link', async () => {
  const root = await temporaryFolder();
  const storage = createStorage(root);
  const folder = await storage.createBuild(build);
  await writeFiles(root, { secret: 'secret', 'jobs/team/backend/api/7/log': 'log' });
  const file = await storage.openFile(build, 'log');
  await rm(join(folder, 'log'));
  await symlink(join(root, 'secret'), join(folder, 'log'));
  expect(await readAll(file, 0, 6)).toBe('');
});

test('a storage that is reached over a link of its owner works', async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, 'disk'));
  await symlink('disk', join(root, 'storage'));
  const storage = createStorage(join(root, 'storage'));
  await storage.check();
  await writeFiles(await storage.createBuild(build), { 'Test/Unit.log': 'abc\n' });
  expect(await storage.lineAt(build, 'Test/Unit.log', 0)).toMatchObject({ line: 0, text: 'abc' });
  await storage.removeBuilds('team/backend/api', { upTo: 7 });
  expect(await readdir(join(root, 'disk/jobs'))).toEqual([]);
});

test('no file stays open, also after refusals and a stream that is left early', async () => {
  const root = await temporaryFolder();
  const storage = createStorage(root);
  const folder = await storage.createBuild(build);
  await writeFiles(folder, { log: 'x\n'.repeat(200_000) });
  await symlink('/etc/passwd', join(folder, 'link'));
  const before = (await readdir('/proc/self/fd')).length;
  for (let round = 0; round < 20; round += 1) {
    for await (const block of (await storage.openFile(build, 'log')).stream(0, 400_000)) {
      expect(block.length).toBeGreaterThan(0);
      break;
    }
    await storage.tail(build, 'log', 3);
    await storage.lineAt(build, 'log', 3);
    await storage.openFile(build, 'link').catch(() => {});
    await storage.openFile(build, '../7').catch(() => {});
  }
  expect((await readdir('/proc/self/fd')).length).toBeLessThan(before + 10);
});

test('a storage that cannot be used says why and what to do', async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, 'file'), '');
  const below = createStorage(join(root, 'file/storage'));
  await expect(below.check()).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
    message: expect.stringMatching(/part of its path is a file.*DROVER_STORAGE/),
  });
  await rejects(below.createBuild(build), 'STORAGE_UNAVAILABLE');
});

test('a folder of another user is refused with the reason, and does not end the process', async () => {
  const root = await temporaryFolder();
  await chmod(root, 0o555);
  // Root may write everywhere: be nobody for the moment.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await expect(createStorage(join(root, 'storage')).check()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringMatching(/this user may not write there/),
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(root, 0o755);
  }
});

test('a full disk is said, and leaves no torn build.json', async (context) => {
  const root = await temporaryFolder();
  const disk = join(root, 'disk');
  await mkdir(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'drover-test', disk], { stdio: 'ignore' });
  } catch {
    context.skip('a small tmpfs cannot be mounted here');
  }
  onTestFinished(() => void execFileSync('umount', [disk]));
  const storage = createStorage(disk);
  await storage.writeBuildJson(build, '{"small":true}');
  await expect(storage.writeBuildJson(build, 'x'.repeat(100_000))).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
    message: expect.stringMatching(/no space is left/),
  });
  expect(await readdir(storage.buildFolder(build))).toEqual(['build.json']);
  expect(await readFile(join(storage.buildFolder(build), 'build.json'), 'utf8')).toBe('{"small":true}');
  await writeFile(join(disk, 'filler'), 'x'.repeat(100_000)).catch(() => {});
  await rejects(storage.check(), 'STORAGE_UNAVAILABLE');
  const workspace = join(root, 'workspace');
  await writeFiles(workspace, { 'a.txt': 'x'.repeat(100_000) });
  await rejects(storage.collectArtifacts({ workspace, globs: ['*.txt'], build }), 'STORAGE_UNAVAILABLE');
  expect((await storage.space()).free).toBeLessThan(64 * 1024);
});
