import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldCase } from './fold-case.ts';

test('letters of one and two bytes are folded, everything else stays', () => {
  expect(foldCase(Buffer.from('ÄrGer ΣΊΣΥΦΟΣ ЖУК Ⱥ İ 漢 🐑')).toString()).toBe('ärger σίσυφοσ жук Ⱥ İ 漢 🐑');
});

test('a length never changes, and folding twice is folding once', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const once = foldCase(Buffer.from(bytes));
      expect(once.length).toBe(bytes.length);
      expect(foldCase(Buffer.from(once))).toEqual(once);
    }),
    { numRuns: 2_000 },
  );
});
