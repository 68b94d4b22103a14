import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

const columns = { text: (row: string) => row };

test('what a spreadsheet would run as a formula is a text', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])
    expect(toCsv(columns, [text]).split('\r\n').slice(1).join('\r\n').replace(/^"/, '')).toMatch(/^'/);
});

test('quotes, commas and line breaks stay in their cell', () => {
  expect(toCsv({ a: () => 'x,y', b: () => 'say "hi"', c: () => 'two\nlines', d: () => null }, ['row'])).toBe(
    'a,b,c,d\r\n"x,y","say ""hi""","two\nlines",\r\n',
  );
});

test('any text comes back as it was, but for the apostrophe', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const line = toCsv(columns, [text]).slice('text\r\n'.length, -2);
      const read = line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
      expect(read.replace(/^'/, '')).toBe(text.replace(/^'/, ''));
    }),
  );
});
