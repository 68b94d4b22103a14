import { expect, test } from 'vitest';
import { humanDuration } from './human-duration.ts';

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [25, '25 ms'],
  [420, '420 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [9_940, '9.9 s'],
  [9_960, '10 s'],
  [48_200, '48 s'],
  [59_400, '59 s'],
  [59_600, '1 m'],
  [192_000, '3 m 12 s'],
  [3_599_700, '1 h'],
  [7_500_000, '2 h 5 m'],
  [86_399_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%d ms read %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});
