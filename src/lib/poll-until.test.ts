import { expect, test } from 'vitest';
import { pollUntil } from './poll-until.ts';

test('asks until the answer is yes', async () => {
  let asked = 0;
  const done = () => {
    asked += 1;
    return asked === 3;
  };
  expect(await pollUntil(done, 1, 10_000)).toBe(true);
  expect(asked).toBe(3);
});

test('gives up when the time is over, and asks at least once', async () => {
  let asked = 0;
  const never = async () => {
    asked += 1;
    return false;
  };
  expect(await pollUntil(never, 1, 0)).toBe(false);
  expect(asked).toBe(1);
  expect(await pollUntil(never, 1, 20)).toBe(false);
});
