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
  const begin = order.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  stopped = true;
  expect(order.slice(begin, begin + 4)).toEqual(['a', 'b', 'a', 'b']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { length } = order;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(order.length).toBe(length);
});
