import { expect, test } from 'vitest';
import { timeLimit } from './time-limit.ts';

const settings = { defaultTimeoutMs: 60, maxTimeoutMs: 100 };

test('what the job says holds, and needs no explanation', () => {
  expect(timeLimit(80, settings)).toEqual({ timeoutMs: 80 });
});

test('the default of the worker, and the most that it allows, are named', () => {
  expect(timeLimit(null, settings)).toEqual({
    timeoutMs: 60,
    timeoutOrigin: expect.stringContaining('defaultTimeout'),
  });
  expect(timeLimit(101, settings)).toEqual({
    timeoutMs: 100,
    timeoutOrigin: expect.stringContaining('maxTimeout'),
  });
  expect(timeLimit(null, { ...settings, maxTimeoutMs: 50 }).timeoutMs).toBe(50);
});
