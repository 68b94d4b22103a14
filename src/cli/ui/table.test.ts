import fc from 'fast-check';
import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { type Column, formatTable } from './table.ts';
import { cutToWidth, textWidth } from './text-width.ts';

type Row = readonly [string, string, string];
const plain = picocolors.createColors(false);
const columns: Column<Row>[] = [
  { title: 'NAME', cell: ([name]) => name },
  { title: 'N', cell: ([, n]) => n, right: true },
  { title: 'WHY', cell: ([, , why]) => why, shrinks: true },
];
const table = (rows: Row[], width = Number.POSITIVE_INFINITY) =>
  formatTable(rows, columns, width, plain).split('\n');

test('columns line up, numbers to the right, and no line ends in blanks', () => {
  expect(
    table([
      ['api', '7', ''],
      ['日本', '12', 'because'],
    ]),
  ).toEqual(['NAME   N  WHY', 'api    7', '日本  12  because']);
});

test('a narrow terminal cuts the columns that may shrink', () => {
  expect(table([['api', '7', 'a long reason that does not fit']], 30)[1]).toBe(
    'api   7  a long reason that d…',
  );
});

test('nothing that others wrote acts on the terminal', () => {
  expect(table([['a\u001b[31mb\u0007', '1', 'x\r\ny\u202ez']])[1]).toBe('ab    1  x yz');
});

test('a cut text is never wider than asked, and a text that fits is left alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      const cut = cutToWidth(text, width);
      expect(textWidth(cut)).toBeLessThanOrEqual(width);
      if (textWidth(text) <= width) expect(cut).toBe(text);
    }),
  );
});
