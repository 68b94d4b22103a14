import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileNames, safeFileName } from './safe-file-name.ts';

test.each([
  ['Build', 'Build'],
  ['Build & test it', 'Build-test-it'],
  ['../../etc/passwd', 'etc-passwd'],
  ['.hidden', 'hidden'],
  ['Prüfung', 'Prufung'],
  ['a/b\\c', 'a-b-c'],
  ['v1.2_x', 'v1.2_x'],
  ['ends.', 'ends'],
  ['-rf', 'rf'],
  ['..', ''],
  ['日本語', ''],
])('%s becomes %j', (title, name) => {
  expect(safeFileName(title)).toBe(name);
});

test('duplicates get a number, whatever their case', () => {
  const names = new FileNames(['onStart']);
  const titles = ['Test', 'test', 'Test', 'test-2', 'onstart', '', ''];
  expect(titles.map((title) => names.take(title, 'step'))).toEqual([
    'Test',
    'test-2',
    'Test-3',
    'test-2-2',
    'onstart-2',
    'step',
    'step-2',
  ]);
});

test('names are always safe, short and distinct', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 150 }), { maxLength: 40 }), (titles) => {
      const names = new FileNames();
      const given = titles.map((title) => names.take(title, 'step'));
      for (const name of given) expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/);
      expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(given.length);
    }),
  );
});

test('ten thousand duplicates are no burden', () => {
  const names = new FileNames();
  const long = 'x'.repeat(300);
  const given = new Set(Array.from({ length: 10_000 }, () => names.take(long, 'step')));
  expect(given.size).toBe(10_000);
});
