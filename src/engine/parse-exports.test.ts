import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExports } from './parse-exports.ts';

const fault = (text: string) => (parseExports(text) as { fault: string }).fault;

test('lines set variables, and the value may hold anything that a line can', () => {
  expect(parseExports('A=1\n\nB_2=x = "y" << z\nEMPTY=\n')).toEqual({
    exports: [
      { name: 'A', value: '1' },
      { name: 'B_2', value: 'x = "y" << z' },
      { name: 'EMPTY', value: '' },
    ],
  });
});

test('a value of several lines ends at the word that it names', () => {
  expect(parseExports('NOTES<<END\none\n\nEND of it\nEND\nA=1')).toEqual({
    exports: [
      { name: 'NOTES', value: 'one\n\nEND of it' },
      { name: 'A', value: '1' },
    ],
  });
});

test('what is no setting is a fault at its line', () => {
  expect(fault('A=1\nexport B=2')).toBe(
    'CI_ENV, line 2: "export B" is no name of a variable: letters, digits and `_`, no digit first',
  );
  expect(fault('hello')).toBe('CI_ENV, line 1: "hello" is neither `NAME=value` nor the begin of `NAME<<END`');
  expect(fault('A<<END\none\nEN')).toBe('CI_ENV, line 1: the value of A has no end: a line `END` is missing');
  expect(fault('A<<\none')).toBe('CI_ENV, line 1: name a word that ends the value, as in `A<<END`');
  expect(fault('CI_JOB_NAME=x')).toBe(
    'CI_ENV, line 1: names that begin with CI_ belong to Drover: CI_JOB_NAME is not allowed',
  );
  expect(fault('A=\0')).toBe('CI_ENV, line 1: the value of A has a NUL character');
  expect(fault(`A=${'x'.repeat(200_000)}`)).toContain('is larger than 120 KiB');
});

test('whatever values are written, the same are read', () => {
  const name = fc.stringMatching(/^[A-BD-Z_][A-Z0-9_]{0,8}$/);
  const value = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  const property = fc.property(fc.array(fc.record({ name, value })), (exports) => {
    const text = exports.map(({ name, value }) => `${name}<<~end~\n${value}\n~end~\n`).join('');
    expect(parseExports(text)).toEqual({ exports });
  });
  fc.assert(property);
});

test('no text breaks the reader', () => {
  const part = fc.oneof(fc.constantFrom('<<', '=', '\n', 'A', 'END', 'CI_'), fc.string());
  const property = fc.property(fc.array(part), (parts) => {
    const read = parseExports(parts.join(''));
    expect('fault' in read || read.exports.every(({ name }) => /^\w+$/.test(name))).toBe(true);
  });
  fc.assert(property);
});
