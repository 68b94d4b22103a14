import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DroverError } from '../../errors/error.ts';
import type { TreeEntry } from '../client/types.ts';
import { planExport } from './export-plan.ts';
import { parseJobFiles } from './parse-job-files.ts';
import { readJobFiles } from './read-job-files.ts';

const text = 'stages: [{ title: a, steps: [{ command: "true" }] }]\n';
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'drover-apply-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, content = text): Promise<string> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
  return join(root, path);
}

test('a folder becomes a tree of folders and jobs, without what is hidden or no job file', async () => {
  for (const path of ['top.yaml', 'team/api.yml', 'team/web/site.json', '.git/x.yaml', 'README.md'])
    await write(path);
  await mkdir(join(root, 'empty'));
  const { folders, files } = await readJobFiles([root]);
  expect(folders).toEqual(['empty', 'team', 'team/web']);
  expect(files.map(({ name, folder }) => `${folder}/${name}`)).toEqual(['team/api', 'team/web/site', '/top']);
});

test('a ring of links ends', async () => {
  await write('team/api.yaml');
  await symlink(root, join(root, 'team', 'ring'));
  expect((await readJobFiles([root])).files.map(({ name }) => name)).toEqual(['api']);
});

test('what is missing or holds no job is said', async () => {
  await expect(readJobFiles([join(root, 'none')])).rejects.toThrow(/none cannot be read \(ENOENT\)/);
  await expect(readJobFiles([root])).rejects.toThrow(/No job files/);
});

test('every fault of every file is told, each at its place, and also a name that is given twice', async () => {
  const good = await write('good.yaml');
  const again = await write('team/good.yaml');
  const bad = await write('bad.yaml', 'title: x\nstage: []\n');
  const { files } = await readJobFiles([root]);
  let thrown: DroverError | undefined;
  try {
    parseJobFiles(files);
  } catch (error) {
    thrown = error as DroverError;
  }
  expect(thrown?.message).toMatch(/in 2 of 3 files; nothing was changed/);
  const places = thrown?.problems.map(({ path, line }) => (line === undefined ? path : `${path}:${line}`));
  expect(places).toContain(`${bad}:2`);
  expect(thrown?.problems.at(-1)?.message).toContain(`taken by ${places?.includes(again) ? good : again}`);
});

test('an export has a place for each job and each folder, and leaves out copies for branches', () => {
  const job = (name: string, path: string): TreeEntry => ({
    kind: 'job',
    name,
    path,
    revision: 1,
    last: null,
  });
  const entries: TreeEntry[] = [
    {
      kind: 'folder',
      name: 'team',
      path: 'team',
      entries: [job('api', 'team/api'), job('api_pr3', 'team/api_pr3')],
    },
    { kind: 'folder', name: 'empty', path: 'empty', entries: [] },
    job('top', 'top'),
  ];
  expect(planExport(entries)).toEqual({
    folders: ['team', 'empty'],
    files: [
      { job: 'api', path: 'team/api.yaml' },
      { job: 'top', path: 'top.yaml' },
    ],
    skipped: ['api_pr3'],
  });
});
