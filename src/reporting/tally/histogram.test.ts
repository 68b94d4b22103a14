import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classOf, Histogram } from './histogram.ts';

test('a percentile is at most 8 % off, or 1 ms', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(86_400_000), { minLength: 1, maxLength: 200 }), (durations) => {
      const histogram = new Histogram();
      for (const ms of durations) {
        histogram.addClass(classOf(ms), 1);
        histogram.addSum(ms);
      }
      const found = histogram.percentiles();
      const sorted = [...durations].sort((a, b) => a - b);
      for (const [share, value] of [
        [0.5, found?.p50 ?? Number.NaN],
        [0.9, found?.p90 ?? Number.NaN],
        [0.99, found?.p99 ?? Number.NaN],
      ] as const) {
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(1, 0.08 * (exact + 1)));
      }
    }),
  );
});

test('a day and a millisecond are a hundred and some classes apart', () => {
  expect(classOf(86_400_000) - classOf(0)).toBeLessThan(140);
  expect(new Histogram().percentiles()).toBeNull();
});
