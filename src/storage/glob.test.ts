import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, compileGlob, isMatch, startOf } from './glob.ts';
import { matchesWildcard } from './wildcard.ts';

function matches(pattern: string, path: string): boolean {
  const glob = compileGlob(pattern);
  return isMatch(
    glob,
    path.split('/').reduce((state, name) => advance(glob, state, name), startOf(glob)),
  );
}

test.each([
  ['*.txt', 'a.txt', true],
  ['*.txt', 'a.txt.gz', false],
  ['*.txt', 'sub/a.txt', false],
  ['*.txt', '.txt', true],
  ['dist/**', 'dist/a', true],
  ['dist/**', 'dist/a/b/.hidden', true],
  ['dist/**', 'distance/a', false],
  ['dist', 'dist/a/b', true],
  ['dist', 'dist', true],
  ['dist/', 'dist/a', true],
  ['./dist/*.js', 'dist/a.js', true],
  ['*/', 'any/a/b', true],
  ['*', 'any/a', false],
  ['reports/**/*.xml', 'reports/a.xml', true],
  ['reports/**/*.xml', 'reports/x/y/a.xml', true],
  ['reports/**/*.xml', 'reports/x/y/a.json', false],
  ['**/*.xml', 'a.xml', true],
  ['**/a/**/b', 'x/a/y/z/b', true],
  ['**/a/**/b', 'x/a/y/z/c', false],
  ['**', 'a/b/c', true],
  ['src/?.ts', 'src/a.ts', true],
  ['src/?.ts', 'src/🐑.ts', true],
  ['src/?.ts', 'src/ab.ts', false],
  ['*.{js,ts}', 'a.ts', true],
  ['{dist,build}/{a,b}.js', 'build/b.js', true],
  ['{dist,build}/{a,b}.js', 'build/c.js', false],
  ['a{b', 'a{b', true],
  ['pages/[id].js', 'pages/[id].js', true],
  ['a.c', 'abc', false],
  ['**/*.js', 'node_modules/x/a.js', false],
  ['**/*.js', 'packages/p/node_modules/x/a.js', false],
  ['**', '.git/config', false],
  ['*/config', '.git/config', false],
  ['node_modules/x/*.js', 'node_modules/x/a.js', true],
  ['**/node_modules/x/*.js', 'p/node_modules/x/a.js', true],
  ['dist/**', 'dist/node_modules/x/a.js', true],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected);
});

test('a pattern of stars takes no time that a name could make long', () => {
  expect(matchesWildcard(`${'*a'.repeat(60)}b`, 'a'.repeat(255))).toBe(false);
  expect(matches(`${'**/'.repeat(60)}b`, Array(200).fill('a').join('/'))).toBe(false);
  expect(compileGlob('{a,b}'.repeat(40)).alternatives.length).toBeLessThanOrEqual(257);
});

test('a wildcard matches as the regular expression that it stands for', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '🐑'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '🐑', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, name, (wildcard, text) => {
      const expression = new RegExp(`^${wildcard.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');
      expect(matchesWildcard(wildcard, text)).toBe(expression.test(text));
    }),
    { numRuns: 1000 },
  );
});
