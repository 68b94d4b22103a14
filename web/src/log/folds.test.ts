import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Folds } from './folds.ts';

test('rows and lines are those of a list from which the folded lines were taken', () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(6)), { maxLength: 8 });
  fc.assert(
    fc.property(gaps, fc.nat(40), (parts, rest) => {
      let at = 0;
      const groups = parts.map(([before, length]) => {
        const line = at + before;
        at = line + length;
        return { line, end: at };
      });
      const total = Math.max(0, at + rest - 20);
      const hidden = new Set(
        groups.flatMap(({ line, end }) => Array.from({ length: end - line }, (_, index) => line + index)),
      );
      const lines = Array.from({ length: total }, (_, line) => line).filter((line) => !hidden.has(line));
      const folds = new Folds(total, groups);
      expect(folds.rows).toBe(lines.length);
      expect(lines.map((_, row) => folds.lineOf(row))).toEqual(lines);
      for (let line = 0; line < total; line += 1) {
        let title = line;
        while (hidden.has(title)) title -= 1;
        expect(folds.rowOf(line)).toBe(lines.indexOf(title));
      }
    }),
    { numRuns: 500 },
  );
});
