import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySgr, plain, sgrOf } from './style.ts';

const parameters = fc.oneof(
  fc.integer({ min: 0, max: 110 }).map(String),
  fc.tuple(fc.constantFrom(38, 48), fc.nat(255)).map(([which, color]) => `${which};5;${color}`),
  fc
    .tuple(fc.constantFrom(38, 48), fc.nat(255), fc.nat(255), fc.nat(255))
    .map(([which, ...rgb]) => `${which};2;${rgb.join(';')}`),
);

test('any style is told in one sequence, which makes the same style again', () => {
  fc.assert(
    fc.property(fc.array(parameters, { maxLength: 12 }), (sequences) => {
      const style = sequences.reduce(applySgr, plain);
      expect(applySgr(plain, sgrOf(style))).toBe(style);
    }),
  );
  expect(sgrOf(applySgr(plain, '1;31'))).toBe('1;38;5;1');
  expect(sgrOf(plain)).toBe('');
});
