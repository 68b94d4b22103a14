import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clamp,
  endOf,
  isBefore,
  mostHeight,
  type Position,
  positionAt,
  reveal,
  type Scrolled,
  scrollBy,
  scrollHeight,
  seenRows,
  topOf,
} from './scroll-position.ts';

const rowHeight = 18;
const view = fc.record({
  rows: fc.oneof(fc.nat(200), fc.integer({ min: 400_000, max: 12_000_000 })),
  viewHeight: fc.integer({ min: 20, max: 1_200 }),
  wrapped: fc.boolean(),
});
const make = ({
  rows,
  viewHeight,
  wrapped,
}: {
  rows: number;
  viewHeight: number;
  wrapped: boolean;
}): Scrolled => ({
  rows,
  rowHeight,
  viewHeight,
  linesOf: wrapped ? (row) => 1 + (row % 3) : () => 1,
});

/** Pixels from the beginning, counted row by row. */
const pixels = (scrolled: Scrolled, { row, offset }: Position): number => {
  let sum = offset;
  for (let at = 0; at < row; at += 1) sum += scrolled.linesOf(at) * rowHeight;
  return sum;
};

test('scrolling moves by as many pixels as it says, up to the ends', () => {
  fc.assert(
    fc.property(
      view.filter(({ rows }) => rows < 300),
      fc.array(fc.integer({ min: -900, max: 900 }), { maxLength: 20 }),
      (shape, moves) => {
        const scrolled = make(shape);
        const most = pixels(scrolled, endOf(scrolled));
        let position: Position = { row: 0, offset: 0 };
        let expected = 0;
        for (const move of moves) {
          position = scrollBy(scrolled, position, move);
          expected = Math.max(0, Math.min(most, expected + move));
          expect(pixels(scrolled, position)).toBe(expected);
        }
      },
    ),
  );
});

test('the scroll bar stands for a position and the position for the bar, at any size', () => {
  fc.assert(
    fc.property(view, fc.double({ min: 0, max: 1, noNaN: true }), (shape, part) => {
      const scrolled = make(shape);
      const range = scrollHeight(scrolled) - scrolled.viewHeight;
      expect(scrollHeight(scrolled)).toBeLessThanOrEqual(Math.max(mostHeight, scrolled.viewHeight));
      const top = part * range;
      const position = positionAt(scrolled, top);
      expect(isBefore(endOf(scrolled), position)).toBe(false);
      const back = topOf(scrolled, position);
      // With very many wrapped rows the last are reached before the bar is at its end.
      if (!shape.wrapped || shape.rows < 300) expect(Math.abs(back - top)).toBeLessThan(1.5);
      expect(positionAt(scrolled, 0)).toEqual({ row: 0, offset: 0 });
      expect(positionAt(scrolled, range)).toEqual(endOf(scrolled));
    }),
  );
});

test('what is seen fills the view, and never more than a row beyond it', () => {
  fc.assert(
    fc.property(view, fc.nat(12_000_000), (shape, row) => {
      const scrolled = make(shape);
      const position = clamp(scrolled, { row: Math.min(row, Math.max(0, shape.rows - 1)), offset: 0 });
      const { rows, top } = seenRows(scrolled, position);
      const height = rows.reduce((sum, at) => sum + scrolled.linesOf(at) * rowHeight, top);
      const isAll = rows.length === shape.rows;
      if (!isAll) expect(height).toBeGreaterThanOrEqual(shape.viewHeight);
      expect(height - scrolled.linesOf(rows.at(-1) ?? 0) * rowHeight).toBeLessThan(shape.viewHeight);
      expect(rows.length).toBeLessThanOrEqual(shape.viewHeight / rowHeight + 2);
    }),
  );
});

test('a row that is asked for is seen', () => {
  fc.assert(
    fc.property(
      view.filter(({ rows, viewHeight }) => rows > 0 && viewHeight > 120),
      fc.nat(),
      (shape, n) => {
        const scrolled = make(shape);
        const row = n % shape.rows;
        expect(seenRows(scrolled, reveal(scrolled, { row: 0, offset: 0 }, row)).rows).toContain(row);
      },
    ),
  );
});

test('a row that is well in sight does not move', () => {
  const scrolled = make({ rows: 1_000, viewHeight: 600, wrapped: false });
  const position = { row: 100, offset: 5 };
  expect(reveal(scrolled, position, 110)).toBe(position);
});
