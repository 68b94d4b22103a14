import { expect, test } from 'vitest';
import { EdgePublisher } from './edge-publisher.ts';

test('sends at once when idle, and gathers what happens while a message is in flight', async () => {
  const sent: string[] = [];
  let answer = (_listeners: number) => {};
  const publisher = new EdgePublisher((message) => {
    sent.push(message);
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  publisher.advanced('a.log', 1);
  publisher.advanced('a.log', 2);
  publisher.advanced('b.log', 5);
  expect(sent).toEqual(['[{"log":"a.log","edge":1}]']);
  answer(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent[1]).toBe('[{"log":"a.log","edge":2},{"log":"b.log","edge":5}]');
});

test('is quiet for a while after nobody listened', async () => {
  const sent: string[] = [];
  const publisher = new EdgePublisher(async (message) => {
    sent.push(message);
    return 0;
  }, 20);
  publisher.advanced('a.log', 1);
  await new Promise((resolve) => setImmediate(resolve));
  publisher.advanced('a.log', 2);
  expect(sent.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  publisher.advanced('a.log', 3);
  expect(sent[1]).toBe('[{"log":"a.log","edge":3}]');
});

test('a failed publish loses nothing but the hint', async () => {
  const publisher = new EdgePublisher(() => Promise.reject(new Error('away')));
  publisher.advanced('a.log', 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(() => publisher.advanced('a.log', 2)).not.toThrow();
});
