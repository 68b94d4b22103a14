import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hitsIn, markRuns } from './highlight.ts';

test('hits are found whatever their case, where each sign stays one', () => {
  expect(hitsIn('İ Error eRRor', 'ERROR', true)).toEqual([
    [2, 7],
    [8, 13],
  ]);
  expect(hitsIn('aaa', 'aa', false)).toEqual([[0, 2]]);
  expect(hitsIn('aaa', '', false)).toEqual([]);
});

test('marking changes neither the text nor the styles, and marks exactly the hits', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '🐑'), { maxLength: 6 }).map((signs) => signs.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, (texts, query) => {
      const runs = texts.map((piece, index) => ({
        text: piece,
        style: index % 2 ? { bold: true as const } : {},
      }));
      const whole = texts.join('');
      const hits = hitsIn(whole, query, false);
      const marked = markRuns(runs, hits);
      expect(marked.map((run) => run.text).join('')).toBe(whole);
      let at = 0;
      for (const { text: piece, hit } of marked) {
        expect(hits.some(([start, end]) => start <= at && at + piece.length <= end)).toBe(hit);
        at += piece.length;
      }
    }),
    { numRuns: 1_000 },
  );
});
