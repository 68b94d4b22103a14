import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 KiB'],
  [1_536, '1.5 KiB'],
  [230 * 1024 ** 3, '230 GiB'],
  [5 * 1024 ** 6, '5120 PiB'],
])('%d is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
