import { expect, test } from 'vitest';
import { repositoryPath, sourcePlaceIn } from './source-place.ts';

test.each([
  ['src/main.c:12:5: error: expected ‘;’', 'src/main.c', 12],
  ["src/app.ts(12,3): error TS2304: Cannot find name 'x'.", 'src/app.ts', 12],
  ["./src/app.ts:12:3 - error TS2304: Cannot find name 'x'.", 'src/app.ts', 12],
  ['    at Object.<anonymous> (test/login.test.ts:8:15)', 'test/login.test.ts', 8],
  ['./main.go:7:2: undefined: foo', 'main.go', 7],
  ['  File "tests/test_login.py", line 31, in test_bad', 'tests/test_login.py', 31],
  ['tests/test_login.py:31: AssertionError', 'tests/test_login.py', 31],
  ['[ERROR] /w/api_7/src/Main.java:[3,5] cannot find symbol', 'src/Main.java', 3],
  [' ❯ /w/api_7/test/a.test.ts:5:9', 'test/a.test.ts', 5],
  ['  --> src/main.rs:4:5', 'src/main.rs', 4],
  ['e: file:///w/api_7/src/Main.kt:3:5 Unresolved reference', 'src/Main.kt', 3],
])('%s', (text, path, line) => {
  expect(sourcePlaceIn(text, 'api_7')).toEqual({ path, line });
});

test.each([
  'Tests: 3 failed',
  '12:30:11 it began',
  'http://127.0.0.1:8080/x',
  '/usr/include/stdio.h:3:1: error: x',
  '../other/a.ts:3:1: error',
  '/w/api_7/node_modules/x/index.js:3:1',
  'at node_modules/vitest/dist/run.js:3:1',
  'a.ts:0:1',
])('no place in the repository: %s', (text) => {
  expect(sourcePlaceIn(text, 'api_7')).toBeNull();
});

test('a path does not lead out of the repository', () => {
  expect(repositoryPath('src\\win\\a.cs', 'api_7')).toBe('src/win/a.cs');
  for (const path of ['/etc/passwd', '~/x', 'C:\\x', 'a/../../b', '', 'a//b', './'])
    expect(repositoryPath(path, 'api_7'), path).toBeNull();
});

test('a hostile line costs no more than a long one', () => {
  for (const piece of ['a.', 'a:1', 'File "', '(', '.ts(', 'a/b.c:'])
    expect(() => sourcePlaceIn(piece.repeat(100_000), 'api_7')).not.toThrow();
});
