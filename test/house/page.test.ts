import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

async function sources(ending: RegExp): Promise<{ file: string; text: string }[]> {
  const entries = await readdir(join(root, 'web/src'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && ending.test(entry.name));
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { file: relative(root, path), text: await readFile(path, 'utf8') };
    }),
  );
}

test('the page takes only types from the server, but for small tools, the words of logs and the live client', async () => {
  const wrong: string[] = [];
  // Tests are not in the page.
  for (const { file, text } of await sources(/(?<!\.test)\.tsx?$/)) {
    for (const [statement, path = ''] of text.matchAll(
      /^(?:import|export)[^;]*? from '([^']*\/src\/[^']+)'/gm,
    )) {
      const isType = /^(?:import|export) type /.test(statement);
      if (!isType && !/\/src\/(lib|log|live\/client)\//.test(path)) wrong.push(`${file} imports ${path}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('colours stand in tokens.css alone', async () => {
  const wrong = (await sources(/\.css$/))
    .filter(({ file, text }) => !file.endsWith('tokens.css') && /#[0-9a-f]{3,8}\b(?![^{]*\{)/i.test(text))
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});

test('the commands that the page shows exist, with the options that it gives them', async () => {
  const folder = join(root, 'src/cli/commands');
  const texts = new Map<string, string>();
  for (const name of await readdir(folder)) texts.set(name, await readFile(join(folder, name), 'utf8'));
  // Options of processes are those of the configuration.
  const configured = new Set(['up', 'server', 'worker']);
  const wrong: string[] = [];
  for (const { file, text } of await sources(/\.tsx?$/)) {
    for (const [shown, name = '', rest = ''] of text.matchAll(/\bdrover ([a-z-]+)((?: [^"'`<]*)?)/g)) {
      const command = texts.get(`${name}.ts`);
      const options = configured.has(name) ? [] : (rest.match(/--[a-z-]+/g) ?? []);
      if (command === undefined || options.some((option) => !new RegExp(`${option}[ ']`).test(command)))
        wrong.push(`${file}: ${shown}`);
    }
  }
  expect(wrong).toEqual([]);
});
