import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';

test('it is what JSON makes of the decoded text, whatever the bytes', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text));
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.oneof(texts, bytes), (text) => {
      const message = jsonText('{"größe":', text, ',"é":1}').toString();
      expect(message).toBe(`{"größe":${JSON.stringify(text.toString('utf8'))},"é":1}`);
    }),
  );
});

test('every byte may need the longest escape, and the next message is its own', () => {
  const first = jsonText('', Buffer.alloc(100_000, 0x1b), '');
  const second = jsonText('', Buffer.from('next'), '');
  expect(JSON.parse(first.toString())).toBe('\u001b'.repeat(100_000));
  expect(second.toString()).toBe('"next"');
});
