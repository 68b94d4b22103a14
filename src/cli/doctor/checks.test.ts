import { expect, test } from 'vitest';
import type { WorkerView } from '../client/types.ts';
import { clockFinding, workersFinding } from './checks.ts';

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

test('workers: none, none that takes builds, and some', () => {
  const worker = (status: WorkerView['status']) => ({ name: 'ci-1', status, slots: 4 }) as WorkerView;
  expect(workersFinding([])).toMatchObject({ ok: false, message: expect.stringContaining('drover worker') });
  expect(workersFinding([worker('paused')])).toMatchObject({
    ok: false,
    message: expect.stringContaining('ci-1 paused'),
  });
  expect(workersFinding([worker('online'), worker('offline')])).toMatchObject({
    ok: true,
    message: '1 of 2 online, 4 slots',
  });
});
