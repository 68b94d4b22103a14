import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function split(chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.add(chunk);
  splitter.end();
  return lines;
}

test('lines do not depend on how the output was cut', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'é', '🚀', '\n', '\r', ' '), maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(200)), (text, cuts) => {
      const bytes = Buffer.from(text);
      const edges = [...cuts.map((cut) => Math.min(cut, bytes.length)), 0, bytes.length].sort(
        (a, b) => a - b,
      );
      const chunks = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
      expect(split(chunks)).toEqual(split([bytes]));
    }),
  );
});

test('shows the last state of a line that was rewritten', () => {
  expect(split([Buffer.from('10 %\r99 %\r\nnext\r\nlast')])).toEqual(['99 %', 'next', 'last']);
});

test('does not hoard output that has no newline', () => {
  const lines = split(Array.from({ length: 10 }, () => Buffer.alloc(10_000, 'x')));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.join('')).toBe('x'.repeat(100_000));
});
