import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeLength } from './utf8.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0xff))
    .map((list) => Uint8Array.from(list)),
  fc.string({ unit: 'grapheme' }).map((text) => new TextEncoder().encode(text)),
);

test('text cut where it says decodes to the same characters as the whole, whatever the bytes and the cuts', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (all, sizes) => {
      const whole = Buffer.from(all);
      let text = '';
      let rest = Buffer.alloc(0);
      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        const size = sizes[turn % sizes.length] as number;
        const next = Buffer.concat([rest, whole.subarray(at, at + size)]);
        const complete = completeLength(next);
        expect(next.length - complete).toBeLessThanOrEqual(3);
        text += next.toString('utf8', 0, complete);
        rest = next.subarray(complete);
        at += size;
      }
      expect(text + rest.toString()).toBe(whole.toString());
    }),
  );
});
