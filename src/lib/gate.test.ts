import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

/** One to leave, one to come. */
const turns = async () => {
  for (let count = 0; count < 3; count++) await turn();
};

/** Sends `count` in, and notes who is inside and how each gets out. */
function crowd(gate: Gate, count: number) {
  const came: number[] = [];
  const leave: (() => void)[] = [];
  for (let index = 0; index < count; index++) {
    void gate.enter().then((out) => {
      came.push(index);
      leave.push(out);
    });
  }
  return { came, leave };
}

test('no more are inside than its width, and those who wait come in order', async () => {
  const { came, leave } = crowd(new Gate({ width: 2, withinMs: 60_000 }), 5);
  await turns();
  expect(came).toEqual([0, 1]);
  leave[1]?.();
  await Promise.resolve();
  expect(came).toEqual([0, 1]);
  await turns();
  expect(came).toEqual([0, 1, 2]);
  leave[0]?.();
  leave[2]?.();
  await turns();
  expect(came).toEqual([0, 1, 2, 3, 4]);
});

test('leaving twice makes room once', async () => {
  const { came, leave } = crowd(new Gate({ width: 1, withinMs: 60_000 }), 3);
  await turns();
  leave[0]?.();
  leave[0]?.();
  await turns();
  expect(came).toEqual([0, 1]);
});

test('a place that was left is free in the next turn, not in this one', async () => {
  const gate = new Gate({ width: 1, withinMs: 60_000 });
  const { leave } = crowd(gate, 1);
  await turns();
  leave[0]?.();
  const { came } = crowd(gate, 1);
  await Promise.resolve();
  expect(came).toEqual([]);
  await turns();
  expect(came).toEqual([0]);
});

test('one who never leaves holds up the others for a limited time', async () => {
  const { came } = crowd(new Gate({ width: 1, withinMs: 5 }), 2);
  await expect.poll(() => came).toEqual([0, 1]);
});

test('nobody is let in while something more urgent happens, but not for ever', async () => {
  let busy = true;
  const gate = new Gate({ width: 8, withinMs: 60_000, busy: () => busy });
  const first = crowd(gate, 1);
  await turns();
  expect(first.came).toEqual([0]);
  const second = crowd(gate, 2);
  await turns();
  expect(second.came).toEqual([]);
  await expect.poll(() => second.came).toEqual([0, 1]);
  const third = crowd(gate, 1);
  busy = false;
  await turns();
  expect(third.came).toEqual([0]);
});
