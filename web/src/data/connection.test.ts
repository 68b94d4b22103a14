import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test('a first connection that does not come about is lost, and what was missed is read when there is one', async () => {
  const { connectionBegins, connectionOpened } = await import('./connection.ts');
  connectionBegins();
  vi.advanceTimersByTime(5_000);
  expect(connectionOpened()).toBe(true);
});

test('one that comes about in time has missed nothing, and is not lost later', async () => {
  const { connectionBegins, connectionOpened } = await import('./connection.ts');
  connectionBegins();
  vi.advanceTimersByTime(4_999);
  expect(connectionOpened()).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(connectionOpened()).toBe(false);
});
