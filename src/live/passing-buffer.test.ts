import { expect, test } from 'vitest';
import { PassingBuffer } from './passing-buffer.ts';

const written = (passing: PassingBuffer, length: number, letter: string): Buffer =>
  passing.room(length).fill(letter);

test('the same memory is given again, until somebody keeps what was written there', () => {
  const passing = new PassingBuffer();
  const first = written(passing, 70_000, 'a');
  const second = written(passing, 60_000, 'b');
  expect(second.buffer).toBe(first.buffer);
  passing.keep(second);
  const third = written(passing, 70_000, 'c');
  expect(third.buffer).not.toBe(second.buffer);
  expect(second.equals(Buffer.alloc(60_000, 'b'))).toBe(true);
});

test('keeping what lies elsewhere changes nothing', () => {
  const passing = new PassingBuffer();
  const first = written(passing, 10, 'a');
  passing.keep(Buffer.alloc(10));
  expect(passing.room(10).buffer).toBe(first.buffer);
});

test('what is longer than ever gets the room that it needs, and that is given again too', () => {
  const passing = new PassingBuffer();
  const long = written(passing, 400_000, 'a');
  expect(long.length).toBe(400_000);
  expect(passing.room(390_000).buffer).toBe(long.buffer);
});
