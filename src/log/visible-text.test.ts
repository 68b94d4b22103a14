import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test.each([
  ['plain', 'plain'],
  ['\x1b[1;31merror\x1b[0m: x', 'error: x'],
  ['\x1b]8;;https://example.com\x07link\x1b]8;;\x1b\\ text', 'link text'],
  ['\x1b]0;title\x07after', 'after'],
  ['10 %\r50 %\r100 %', '100 %'],
  ['dos line\r', 'dos line'],
  ['\x1b[2K\x1b[1Gdone', 'done'],
  ['never ended \x1b]8;;https://example.com', 'never ended '],
  ['\x1b(Bascii', 'ascii'],
  ['torn \x1b[', 'torn '],
])('%j is seen as %j', (line, seen) => {
  expect(visibleText(line)).toBe(seen);
});

test('nothing that is seen contains an escape or a return', () => {
  const piece = fc.constantFrom('\x1b', '[', ']', 'm', '\r', '0', ';', 'a', '\x07', '\\', ' ', 'é');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const seen = visibleText(pieces.join(''));
      expect(seen.includes('\x1b') || seen.includes('\r')).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});
