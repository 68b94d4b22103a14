import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DroverError } from './error.ts';
import { type ErrorCode, register } from './register.ts';

const page = join(import.meta.dirname, '../../docs/errors.md');

test('docs/errors.md lists every error with its status and exit code, and no other', async () => {
  const rows = [...(await readFile(page, 'utf8')).matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \|/gm)];
  const listed = rows.map(([, code, status, exit]) => `${code} ${status} ${exit}`);
  const registered = Object.entries(register).map(([code, { status, exit }]) => `${code} ${status} ${exit}`);
  expect(listed.sort()).toEqual(registered.sort());
});

test('an error fills its message from the details', () => {
  expect(new DroverError('BUILD_NOT_FOUND', { job: 'hello', number: 7 }).message).toBe(
    'Job "hello" has no build 7.',
  );
});

test('an error keeps its cause', () => {
  const cause = new Error('disk full');
  expect(new DroverError('STORAGE_UNAVAILABLE', { detail: 'No space.' }, { cause }).cause).toBe(cause);
});

test.each(Object.keys(register) as ErrorCode[])('%s is an error to the outside', (code) => {
  expect(register[code].status).toBeGreaterThanOrEqual(400);
  expect(register[code].exit).toBeGreaterThan(0);
});
