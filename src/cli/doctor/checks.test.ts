import { expect, test } from 'vitest';
import { clockFinding } from './checks.ts';

const now = Date.parse('2026-01-02T03:04:05Z');

test('clocks that agree, up to the rounding of the header, are no fault', () => {
  expect(clockFinding('Fri, 02 Jan 2026 03:04:05 GMT', now)).toMatchObject({ ok: true });
  expect(clockFinding(null, now)).toMatchObject({ ok: true });
});

test('a clock that is off is told with its direction', () => {
  expect(clockFinding('Fri, 02 Jan 2026 03:09:05 GMT', now).message).toMatch(/5 m .*ahead of this machine/);
  expect(clockFinding('Fri, 02 Jan 2026 03:03:05 GMT', now)).toMatchObject({
    ok: false,
    message: expect.stringContaining('behind'),
  });
});
