import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leaseMs, selfStopAfterMs } from '../queue/lease-times.ts';
import type { State } from '../state/index.ts';
import type { Renewal } from '../state/renew-leases.ts';
import { Leases } from './leases.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Leases whose renewals are answered by `answer`. */
function leases(answer: () => Promise<Renewal[]>) {
  const told: string[] = [];
  const held = new Leases({ builds: { renew: answer } } as unknown as State, () => {});
  held.hold({
    id: 'api_1',
    token: 't',
    steering: {
      cancelled: ({ by }) => told.push(`cancelled by ${by}`),
      limited: (ms) => told.push(`limit ${ms}`),
      lost: () => told.push('lost'),
      expired: () => told.push('expired'),
    },
  });
  return { told, held };
}

const away = () => Promise.reject(new Error('Redis is away'));

test('while Redis is away for less than a minute, builds go on', async () => {
  const { told, held } = leases(away);
  await vi.advanceTimersByTimeAsync(selfStopAfterMs - 1_000);
  expect(told).toEqual([]);
  await held.close();
});

test('a worker that cannot renew ends its builds before anybody else may have them', async () => {
  const { told, held } = leases(away);
  await vi.advanceTimersByTimeAsync(selfStopAfterMs + 5_000);
  expect(told[0]).toBe('expired');
  await held.close();
});

test('a renewal that never answers counts as none', async () => {
  const { told } = leases(() => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(selfStopAfterMs + 5_000);
  expect(told[0]).toBe('expired');
});

test('as long as it is renewed, a build is kept', async () => {
  const { told, held } = leases(async () => [{ lost: false, cancel: null, limitMs: null }]);
  await vi.advanceTimersByTimeAsync(3 * selfStopAfterMs);
  expect(told).toEqual([]);
  await held.close();
});

test('a build that is somebody else’s by now is given up within the life of a lease', async () => {
  const { told, held } = leases(async () => [{ lost: true, cancel: null, limitMs: null }]);
  await vi.advanceTimersByTimeAsync(leaseMs);
  expect(told[0]).toBe('lost');
  await held.close();
});
