import { expect, test } from 'vitest';
import { lineTime } from './line-time.ts';

test('a line says when it came, in the way that was asked for', () => {
  const start = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
  expect(lineTime('clock', 1_000, null, start)).toBe('03:04:06.006');
  expect(lineTime('elapsed', 9_012, null, start)).toBe('9.012');
  expect(lineTime('elapsed', 3_671_012, null, start)).toBe('1:01:11.012');
  expect(lineTime('delta', 1_500, 1_250, start)).toBe('+0.250');
  expect(lineTime('delta', 1_500, 1_500, start)).toBe('');
  expect(lineTime('none', 1_500, null, start)).toBe('');
  expect(lineTime('clock', null, null, start)).toBe('');
});
