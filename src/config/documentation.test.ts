import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { defaultOf, flagOf, optionNames, options, variableOf } from './index.ts';

const page = new URL('../../docs/configuration.md', import.meta.url);

/** The rows that `docs/configuration.md` must hold; a failure prints them, ready to be pasted. */
function table(): string {
  const rows = optionNames.map((name) => {
    const { roles, description } = options[name];
    const cells = [
      `\`${name}\``,
      `\`--${flagOf(name)}\``,
      `\`${variableOf(name)}\``,
      defaultOf(name),
      roles.join(', '),
    ];
    return `| ${[...cells, description].map((cell) => cell.replaceAll('<', '\\<')).join(' | ')} |`;
  });
  return [
    '| key | flag | variable | default | read by | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

test('docs/configuration.md has a row for each option, as the schema says', async () => {
  const text = await readFile(page, 'utf8');
  expect(text.slice(text.indexOf('| key |')).split('\n\n')[0]?.trim()).toBe(table());
});
