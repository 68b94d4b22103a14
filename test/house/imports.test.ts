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
