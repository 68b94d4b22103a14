import { expect, test } from 'vitest';
import { repeat } from './repeat.ts';

test('repeats after a failure, and never after it was closed', async () => {
  let runs = 0;
  const errors: unknown[] = [];
  let seen = () => {};
  const third = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const stop = repeat(
    2,
    async () => {
      runs += 1;
      if (runs === 3) seen();
      throw new Error(`run ${runs}`);
    },
    (error) => errors.push(error),
  );
  await third;
  await stop();
  const atStop = runs;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(runs).toBe(atStop);
  expect(errors.length).toBe(runs);
});
