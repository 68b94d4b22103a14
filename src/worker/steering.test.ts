import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BuildDocument } from '../state/build.ts';
import { Steering } from './steering.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function steered() {
  const build = { startedAt: '2026-01-01T00:00:00.000Z', status: 'running' } as BuildDocument;
  const onChange = vi.fn();
  const steering = new Steering({
    build,
    worker: 'w',
    cancelGraceMs: 60_000,
    maxTimeoutMs: 7_200_000,
    onChange,
  });
  const request = (requests: number) => ({
    by: 'ann',
    reason: 'wrong branch',
    at: '2026-01-01T00:01:00.000Z',
    requests,
  });
  const aborted = () => Object.values(steering.signals).map(({ aborted }) => aborted);
  return { build, steering, onChange, request, aborted };
}

test('each further request to cancel goes further: the commands, the hooks, without grace', () => {
  const { build, steering, onChange, request, aborted } = steered();
  const steps = [1, 2, 3].map((count) => {
    steering.cancelled(request(count));
    return aborted();
  });
  expect(steps).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
  expect(build).toMatchObject({ status: 'cancelling', cancel: request(3) });
  expect(onChange).toHaveBeenCalledTimes(3);
  steering.cancelled(request(3));
  expect(onChange).toHaveBeenCalledTimes(3);
});

test('a changed limit counts from the start of the build, is within what the worker allows, and is told once', () => {
  const { build, steering, onChange } = steered();
  const change = vi.fn();
  steering.begins(60_000);
  steering.limitedBy(change);
  expect(build.deadline).toBe('2026-01-01T00:01:00.000Z');
  steering.limited(99_000_000);
  steering.limited(99_000_000);
  expect(build.deadline).toBe('2026-01-01T02:00:00.000Z');
  expect(change.mock.calls).toEqual([[7_200_000, 'as it was changed to while the build ran']]);
  expect(onChange).toHaveBeenCalledTimes(1);
});

test('whatever is asked when the result is known is too late', () => {
  const { build, steering, onChange, request, aborted } = steered();
  steering.begins(60_000);
  steering.over();
  steering.cancelled(request(1));
  steering.limited(120_000);
  expect(build).toMatchObject({ status: 'running', deadline: '2026-01-01T00:01:00.000Z' });
  expect(aborted()).toEqual([false, false, false]);
  expect(onChange).not.toHaveBeenCalled();
});

test('a build that may be somebody else’s is killed after 5 s, however long its grace', () => {
  const { steering, aborted } = steered();
  steering.expired();
  expect(steering.isFenced).toBe(false);
  vi.advanceTimersByTime(4_999);
  expect(aborted()).toEqual([true, false, false]);
  vi.advanceTimersByTime(1);
  expect(aborted()).toEqual([true, false, true]);
  steering.lost();
  expect(steering.isFenced).toBe(true);
});

test('it is ended by the stop of its worker only where nothing else had ended it', () => {
  const first = steered();
  first.steering.workerStopped();
  expect(first.steering.isWorkerStopped).toBe(true);
  expect(first.steering.signals.signal.reason).toEqual({ kind: 'error', reason: 'worker w was stopped' });
  const second = steered();
  second.steering.cancelled(second.request(1));
  second.steering.workerStopped();
  expect(second.steering.isWorkerStopped).toBe(false);
});
