import { readFile, rm } from 'node:fs/promises';
import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { DroverError } from '../errors/error.ts';
import { formatProblem, reportError } from './errors.ts';
import type { Io } from './io.ts';

async function report(error: unknown, json = false) {
  let err = '';
  const note = (lines: string) => {
    err += `${lines}\n`;
  };
  const io = { note, noteColors: picocolors.createColors(false) } as Io;
  return { exit: await reportError(error, io, { json, help: 'drover --help' }), err };
}

test('an error of the register: its sentence, its faults and its exit code', async () => {
  const problems = [{ path: 'a.yaml', line: 3, column: 5, message: 'unknown field' }];
  const error = new DroverError('DEFINITION_INVALID', { count: '1 fault' }, { problems });
  expect(await report(error)).toEqual({
    exit: 2,
    err: 'drover: The job definition has 1 fault.\n  a.yaml:3:5: unknown field\n',
  });
});

test('a fault of Drover: exit 70, an id, and the stack in a file instead of on the terminal', async () => {
  const { exit, err } = await report(new TypeError('x is undefined'));
  expect(exit).toBe(70);
  const file =
    /^drover: Something in Drover failed \([0-9a-f-]{36}\)\. (.*\.log) has the details\.\n$/.exec(err)?.[1] ??
    '';
  expect(await readFile(file, 'utf8')).toMatch(/TypeError: x is undefined\n {4}at /);
  await rm(file);
});

test('what Redis refuses is no fault of Drover: its words, and where the rights are told', async () => {
  const { exit, err } = await report(
    new Error("NOPERM this user has no permissions to run the 'eval' command"),
  );
  expect(exit).toBe(69);
  expect(err).toMatch(/^drover: Redis refuses .*'eval' command.*docs\/security\.md/);
});

test('a problem is shown with as much of its place as is known', () => {
  expect(formatProblem({ path: '', message: 'm' })).toBe('m');
  expect(formatProblem({ path: 'p', message: 'm' })).toBe('p: m');
  expect(formatProblem({ path: 'p', line: 1, column: 2, message: 'm' })).toBe('p:1:2: m');
});
