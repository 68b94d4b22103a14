import { expect, test } from 'vitest';
import { counted, relativeTime, wholeSeconds } from './format.ts';

test('what counts up has no tenths', () => {
  expect([wholeSeconds(420), wholeSeconds(4_900), wholeSeconds(192_000)]).toEqual(['0 s', '4 s', '3 m 12 s']);
});

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [-2_000, 'just now'],
  [-12_000, '12 s ago'],
  [-4 * 60_000, '4 min ago'],
  [-3 * 3_600_000, '3 h ago'],
  [-5 * 86_400_000, '5 d ago'],
  [240_000, 'in 4 min'],
])('%d ms from now is %s', (offset, text) => {
  expect(relativeTime(now + offset, now)).toBe(text);
});

test('what is long ago shows its date, and its year when that is another', () => {
  expect(relativeTime(Date.parse('2026-01-10T12:00:00Z'), now)).toBe('Jan 10');
  expect(relativeTime(Date.parse('2024-01-10T12:00:00Z'), now)).toBe('Jan 10, 2024');
});

test('amounts agree with their nouns', () => {
  expect([counted(1, 'build'), counted(0, 'build'), counted(12_000, 'branch', 'branches')]).toEqual([
    '1 build',
    '0 builds',
    '12,000 branches',
  ]);
});
