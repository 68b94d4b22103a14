import { expect, test } from 'vitest';
import { processorMsSince } from '../lib/testing/processor-time.ts';
import { errorHint, errorHintAtStart, gradeError } from './error-line.ts';

const causes = [
  'src/main.c:12:5: error: expected ‘;’ before ‘}’ token',
  'main.c:3:10: fatal error: missing.h: No such file or directory',
  "src/app.ts(12,3): error TS2304: Cannot find name 'x'.",
  "src/app.ts:12:3 - error TS2304: Cannot find name 'x'.",
  './main.go:7:2: undefined: foo',
  'error[E0425]: cannot find value `x` in this scope',
  'e: file:///src/Main.kt:3:5 Unresolved reference: x',
  "main.o: undefined reference to `foo'",
  '/usr/bin/ld: cannot find -lfoo',
  ' FAIL  test/login.test.ts > refuses a bad password',
  'FAIL src/a.test.js',
  'FAILED tests/test_login.py::test_bad - assert 200 == 401',
  '  ✕ refuses a bad password (12 ms)',
  '✖ refuses a bad password (1.2ms)',
  '   × login > refuses a bad one',
  '  ● login › refuses a bad password',
  'not ok 3 - refuses a bad password',
  '--- FAIL: TestLogin (0.01s)',
  '    --- FAIL: TestLogin/bad (0.00s)',
  'E       assert 200 == 401',
  'AssertionError [ERR_ASSERTION]: expected 401, got 200',
  "thread 'main' panicked at src/main.rs:4:5:",
  'Traceback (most recent call last):',
  "ModuleNotFoundError: No module named 'x'",
  "TypeError: Cannot read properties of undefined (reading 'x')",
  'java.lang.NullPointerException: x is null',
  'Exception in thread "main" java.lang.IllegalStateException',
  'panic: runtime error: index out of range [3] with length 3',
  '  12:3  error  Unexpected console statement  no-console',
  'bash: line 1: foo: command not found',
  './run.sh: line 3: cd: nowhere: No such file or directory',
  "ls: cannot access 'x': No such file or directory",
  'Segmentation fault (core dumped)',
  'Killed',
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  'fatal: repository not found',
  'CMake Error at CMakeLists.txt:3 (find_package):',
  '[ERROR] /src/Main.java:[3,5] cannot find symbol',
  'FAILURE: Build failed with an exception.',
  'ERROR: failed to solve: process "/bin/sh -c make" did not complete',
  'Error: Cannot find module ./x',
];

const complaints = [
  'ERROR something happened',
  '2026-01-01T00:00:00Z ERROR worker crashed',
  'error: something',
  '[12:00:01] Error: x',
  'time=x level=error msg=y',
  '{"level":"error","msg":"x"}',
  'Could not connect: unable to resolve host',
];

const consequences = [
  'npm ERR! code 1',
  'npm ERR! code ELIFECYCLE',
  'npm error Lifecycle script `test` failed',
  'make: *** [Makefile:3: all] Error 2',
  'ninja: build stopped: subcommand failed.',
  'error: could not compile `x` (bin "x") due to 1 previous error',
  'error Command failed with exit code 1.',
  'Process exited with code 1',
  'Tests  1 failed | 214 passed (215)',
  '  1 failing',
  '===== 1 failed, 3 passed in 0.12s =====',
  'collect2: error: ld returned 1 exit status',
];

const harmless = [
  'Found 0 errors. Watching for file changes.',
  'Compiled successfully, no errors',
  'Failures: 0, Errors: 0',
  '215 passed, 0 failed',
  '✓ error handling › shows a message',
  'src/errors/register.ts 1.2 kB',
  'gcc -Werror -c failover.c',
  '',
  'Downloading error-stack 2.1.0',
];

test.each(causes)('a cause: %s', (line) => {
  expect(gradeError(line)).toBe(3);
});

test.each(complaints)('something wrong in general: %s', (line) => {
  expect(gradeError(line)).toBe(2);
});

test.each(consequences)('only a consequence: %s', (line) => {
  expect(gradeError(line)).toBe(1);
});

test.each(harmless)('no error: %j', (line) => {
  expect(gradeError(line)).toBeNull();
});

test('every line that has a grade is a candidate', () => {
  const hint = new RegExp(`^(?:${errorHintAtStart})|${errorHint}`, 'i');
  const missed = [...causes, ...complaints, ...consequences].filter(
    (line) => !hint.test(Buffer.from(line).toString('latin1')),
  );
  expect(missed).toEqual([]);
});

test('a hostile line costs no more than a long one', () => {
  for (const piece of ['Error', 'a.', ' failed', '\t', '=', ':1', 'x(1', 'npm error ']) {
    const started = process.cpuUsage();
    gradeError(piece.repeat(100_000));
    expect(processorMsSince(started)).toBeLessThan(500);
  }
});
