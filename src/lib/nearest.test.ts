import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const known = ['stages', 'steps', 'title', 'port', 'redisUrl'];

test.each([
  ['stage', 'stages'],
  ['tilte', 'title'],
  ['redis_url', 'redisUrl'],
  ['prt', 'port'],
])('%s is a slip of %s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test('offers nothing for a word that resembles none', () => {
  expect(nearest('concurrency', known)).toBeNull();
  expect(nearest('', known)).toBeNull();
  expect(nearest('x'.repeat(100_000), known)).toBeNull();
});
