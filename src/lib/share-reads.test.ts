import { expect, test } from 'vitest';
import { shareReads } from './share-reads.ts';

/** Reads that end when told, numbered in the order in which they began. */
function reads() {
  const enders: ((failure?: Error) => void)[] = [];
  const read = () =>
    new Promise<number>((resolve, reject) => {
      const number = enders.length + 1;
      enders.push((failure) => (failure === undefined ? resolve(number) : reject(failure)));
    });
  return { read, enders };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('who asks during a read shares the next one, and gets nothing begun earlier', async () => {
  const { read, enders } = reads();
  const shared = shareReads(read);
  const first = shared();
  const later = [shared(), shared(), shared()];
  expect(enders.length).toBe(1);
  enders[0]?.();
  expect(await first).toBe(1);
  await turn();
  expect(enders.length).toBe(2);
  enders[1]?.();
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  await turn();
  const last = shared();
  enders[2]?.();
  expect(await last).toBe(3);
});

test('a read that fails fails for those who shared it, and the next is tried', async () => {
  const { read, enders } = reads();
  const shared = shareReads(read);
  const first = shared();
  const second = shared();
  enders[0]?.(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await turn();
  enders[1]?.();
  expect(await second).toBe(2);
});
