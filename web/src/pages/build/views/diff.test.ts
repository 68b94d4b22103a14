import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionLines, diffLines } from './diff.ts';

test('a difference holds both texts, each in its order', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const only = (...kinds: string[]) =>
        lines.filter(({ kind }) => kinds.includes(kind)).map((line) => line.text);
      expect(only('same', 'removed')).toEqual(before);
      expect(only('same', 'added')).toEqual(after);
    }),
  );
});

test('what is the same is kept, and the order of fields does not count', () => {
  expect(diffLines(['a', 'b', 'c'], ['a', 'x', 'c']).map(({ kind }) => kind)).toEqual([
    'same',
    'removed',
    'added',
    'same',
  ]);
  expect(definitionLines({ b: 1, a: [{ d: 1, c: 2 }] })).toEqual(
    definitionLines({ a: [{ c: 2, d: 1 }], b: 1 }),
  );
});
