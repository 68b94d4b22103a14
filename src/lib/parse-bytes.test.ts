import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';
import { parseBytes } from './parse-bytes.ts';

test.each([
  ['0 B', 0],
  ['17B', 17],
  ['1.5 KiB', 1_536],
  ['500 MiB', 524_288_000],
  ['10GiB', 10_737_418_240],
])('reads %s', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(['', '10', '10 GB', '-1 B', '1 GiB or so', '1e3 B', '99999999999 TiB'])('refuses %j', (text) => {
  expect(parseBytes(text)).toBeNull();
});

test('reads what is shown to people', () => {
  for (const bytes of [0, 512, 1_536, 10 * 1024 ** 3]) expect(parseBytes(formatBytes(bytes))).toBe(bytes);
});
