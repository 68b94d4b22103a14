import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['2d', 172_800_000],
  ['1.5h', 5_400_000],
  ['1m500ms', 60_500],
  ['0s', 0],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', 's', '-1s', '1 h', '30m1h', '1s1s', '1H', '1h30', '.5h', ' 1s', '1s\n', '1e3s'])(
  'refuses %j',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('adds up whatever parts are given', () => {
  const amount = fc.nat(1_000);
  fc.assert(
    fc.property(amount, amount, amount, amount, amount, (d, h, m, s, ms) => {
      const total = (((d * 24 + h) * 60 + m) * 60 + s) * 1_000 + ms;
      expect(parseDuration(`${d}d${h}h${m}m${s}s${ms}ms`)).toBe(total);
    }),
  );
});

test('what it formats it reads back', () => {
  expect([0, 5_400_000, 90_061_001].map(formatDuration)).toEqual(['0s', '1h30m', '1d1h1m1s1ms']);
  fc.assert(fc.property(fc.nat(1e12), (ms) => parseDuration(formatDuration(ms)) === ms));
});
