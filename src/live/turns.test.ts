import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('tasks take turns, and the event loop goes on in between', async () => {
  const turns = new Turns();
  const order: string[] = [];
  let stopped = false;
  const busy = (name: string) => ({
    step() {
      order.push(name);
      const until = performance.now() + 1;
      while (performance.now() < until);
      return !stopped;
    },
  });
  turns.add(busy('a'));
  turns.add(busy('b'));
  while (order.length < 4) await setImmediate();
  stopped = true;
  expect(order.slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
  for (let round = 0; round < 10; round += 1) await setImmediate();
  const { length } = order;
  for (let round = 0; round < 10; round += 1) await setImmediate();
  expect(order.length).toBe(length);
});
