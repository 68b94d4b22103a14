import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countNewlines } from './count-newlines.ts';

const bytes = fc.array(fc.constantFrom(0x0a, 0x0b, 0x09, 0x8a, 0x00, 0xff, 0x61), { maxLength: 6000 });

test('counts what a plain loop counts, at every alignment', () => {
  fc.assert(
    fc.property(bytes, fc.nat(7), (values, skipped) => {
      const all = Buffer.from(values);
      const part = all.subarray(Math.min(skipped, all.length));
      expect(countNewlines(part)).toBe([...part].filter((byte) => byte === 0x0a).length);
    }),
  );
});

test('counts a block of nothing but newlines', () => {
  expect(countNewlines(Buffer.alloc(65_536, 0x0a))).toBe(65_536);
});
