import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countRows, wrapRuns } from './wrap.ts';

test('rows hold the whole text, none is longer than the view, and as many as were counted', () => {
  const sign = fc.constantFrom('a', 'é', '漢', '🐑', ' ');
  const text = fc.array(sign, { maxLength: 40 }).map((signs) => signs.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), fc.integer({ min: 4, max: 30 }), (texts, columns) => {
      const whole = texts.join('');
      const rows = wrapRuns(
        texts.map((piece) => ({ text: piece, style: {} })),
        columns,
      );
      const rowTexts = rows.map((row) => row.map((run) => run.text).join(''));
      expect(rowTexts.join('')).toBe(whole);
      for (const row of rowTexts) expect(Array.from(row).length).toBeLessThanOrEqual(columns);
      expect(countRows(whole, columns)).toBe(rows.length);
    }),
    { numRuns: 500 },
  );
});

test('tabs reach to the next stop', () => {
  expect(
    wrapRuns([{ text: 'a\tb', style: {} }], 20)[0]
      ?.map((run) => run.text)
      .join(''),
  ).toBe('a       b');
});
