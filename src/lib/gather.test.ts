import { expect, test, vi } from 'vitest';
import { gather } from './gather.ts';

test('what comes within the time is handed on together, what comes later the next time', () => {
  vi.useFakeTimers();
  try {
    const handedOn: number[][] = [];
    const note = gather<number>(500, (items) => handedOn.push(items));
    note(1);
    vi.advanceTimersByTime(499);
    note(2);
    expect(handedOn).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(handedOn).toEqual([[1, 2]]);
    vi.advanceTimersByTime(10_000);
    note(3);
    vi.advanceTimersByTime(500);
    expect(handedOn).toEqual([[1, 2], [3]]);
  } finally {
    vi.useRealTimers();
  }
});
