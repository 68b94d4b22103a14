import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByteSource, concatenate, parseRange } from './byte-range.ts';

test.each<[string | undefined, { start: number; end: number } | null]>([
  [undefined, null],
  ['bytes=0-9', { start: 0, end: 10 }],
  ['bytes=90-', { start: 90, end: 100 }],
  ['bytes=-5', { start: 95, end: 100 }],
  ['bytes=-500', { start: 0, end: 100 }],
  ['bytes=50-1000', { start: 50, end: 100 }],
  ['bytes=0-1,5-6', null],
  ['lines=1-2', null],
  ['bytes=-', null],
])('reads the range %s of 100 bytes', (header, range) => {
  expect(parseRange(header, 100)).toEqual(range);
});

test.each(['bytes=100-', 'bytes=9-3', 'bytes=-0'])('refuses %s, which names no byte', (header) => {
  expect(() => parseRange(header, 100)).toThrow(/names no byte/);
});

const source = (text: string): ByteSource => ({
  size: text.length,
  async *stream(start, end) {
    yield Buffer.from(text.slice(start, end));
  },
});

test('any range of concatenated sources is that range of their text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-z]{0,9}$/), { maxLength: 6 }),
      fc.nat(60),
      fc.nat(60),
      async (texts, a, b) => {
        const whole = texts.join('');
        const [start, end] = [Math.min(a, b, whole.length), Math.min(Math.max(a, b), whole.length)];
        const chunks: Buffer[] = [];
        for await (const chunk of concatenate(texts.map(source)).stream(start, end)) chunks.push(chunk);
        expect(Buffer.concat(chunks).toString()).toBe(whole.slice(start, end));
      },
    ),
  );
});
