import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'src');

/** The table of CONTRIBUTING.md: folder → folders it may import. */
async function allowedImports(): Promise<Map<string, Set<string>>> {
  const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
  const map = text.slice(text.indexOf('## The map'), text.indexOf('## Habits'));
  const rows = [...map.matchAll(/^\| `(\w+)`\s*\|[^|]*\|([^|]*)\|$/gm)];
  return new Map(rows.map(([, folder = '', list = '']) => [folder, new Set(list.match(/\w+(?=`)/g) ?? [])]));
}

async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const folderOf = (file: string): string => relative(source, file).split(sep)[0] ?? '';

/** Unit tests may use the helpers of `test/`. */
const isTestHelper = (file: string, to: string): boolean =>
  /\.test\.ts$|\/testing\//.test(file) && to === '..';

test('the table of folders names exactly the folders of src', async () => {
  const folders = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).sort()).toEqual([...(await allowedImports()).keys()].sort());
});

test('no folder imports a folder that the table does not allow', async () => {
  const allowed = await allowedImports();
  const wrong: string[] = [];
  for (const file of await sourceFiles()) {
    const from = folderOf(file);
    const text = await readFile(file, 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const to = folderOf(resolve(dirname(file), target));
      if (from !== to && !isTestHelper(file, to) && !allowed.get(from)?.has(to))
        wrong.push(`${relative(root, file)} imports ${to}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** Packages that a program loads when it starts: what is imported only for its types, or when it is needed, does not count. */
async function loadedPackages(entry: string): Promise<Set<string>> {
  const packages = new Set<string>();
  const files = new Set([join(source, entry)]);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    for (const [, names = '', target = ''] of text.matchAll(/^(?:import|export) ([^;']*?)from '([^']+)'/gm)) {
      const onlyTypes = /^type\b/.test(names) || /^\{(\s*type [^,}]+,?)+\s*\}/.test(names);
      if (onlyTypes) continue;
      if (target.startsWith('.')) files.add(resolve(dirname(file), target));
      else packages.add(target);
    }
  }
  return packages;
}

// To start a command the system copies the page tables of the worker: twice the memory, twice the time.
test('a worker does not load what only servers, or some builds, need', async () => {
  const packages = await loadedPackages('cli/processes/worker.ts');
  expect(packages).toContain('bullmq');
  for (const name of ['typebox', 'typebox/compile', 'yaml', 'fast-xml-parser', 'fastify', '@octokit/core'])
    expect(packages).not.toContain(name);
});
