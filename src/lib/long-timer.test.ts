import { expect, test } from 'vitest';
import { longTimer } from './long-timer.ts';

test('fires once, and not after it was called off', async () => {
  let fired = 0;
  longTimer(5, () => {
    fired += 1;
  });
  const off = longTimer(5, () => {
    fired += 100;
  });
  off();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(fired).toBe(1);
});

test('does not fire at once for a time that a plain timer cannot hold', async () => {
  let fired = false;
  const off = longTimer(60 * 86_400_000, () => {
    fired = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 40));
  off();
  expect(fired).toBe(false);
});
