import { expect, test } from 'vitest';
import { indexNames, isOlder } from './index-names.ts';

const names = indexNames('ci');

test('an index is that of the month in which the build ended, UTC', () => {
  expect(names.buildsOf('2026-11-30T23:59:59.999Z')).toBe('ci-builds-2026.11');
  expect(names.buildsOf('2026-12-01T00:30:00+01:00')).toBe('ci-builds-2026.11');
  expect(names.logsOf('2026-01-02T00:00:00.000Z')).toBe('ci-logs-2026.01');
  expect(names.buildsOf(null)).toBe('ci-builds-1970.01');
});

test('a month is too old when its last day is', () => {
  const at = (text: string) => Date.parse(text);
  expect(isOlder('ci-builds-2026.01', names.builds, 10, at('2026-02-10T23:00:00Z'))).toBe(false);
  expect(isOlder('ci-builds-2026.01', names.builds, 10, at('2026-02-11T00:00:00Z'))).toBe(true);
  expect(isOlder('ci-builds-2025.12', names.builds, 1, at('2026-01-02T00:00:00Z'))).toBe(true);
});

test('what others have made is never too old', () => {
  for (const index of [
    'ci-builds',
    'ci-builds-2020.01-copy',
    'ci-builds-2020.1',
    'other-builds-2020.01',
    'ci-logs-2020.01',
  ])
    expect(isOlder(index, names.builds, 1, Date.now())).toBe(false);
});
