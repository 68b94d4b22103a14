import { expect, test } from 'vitest';
import { DocumentWriter } from './document-writer.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 30));

test('changes close together are one write, changes during a write one more', async () => {
  let writes = 0;
  let finish = () => {};
  const writer = new DocumentWriter(
    () => {
      writes += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    },
    () => {},
  );
  writer.changed();
  writer.changed();
  await turn();
  expect(writes).toBe(1);
  writer.changed();
  writer.changed();
  finish();
  await turn();
  expect(writes).toBe(2);
  finish();
  await writer.close();
  expect(writes).toBe(2);
});

test('after close nothing is written', async () => {
  let writes = 0;
  const writer = new DocumentWriter(
    async () => {
      writes += 1;
    },
    () => {},
  );
  writer.changed();
  await writer.close();
  writer.changed();
  await turn();
  expect(writes).toBe(0);
});

test('a failed write is reported and the next change is written', async () => {
  const errors: unknown[] = [];
  let writes = 0;
  const writer = new DocumentWriter(
    async () => {
      writes += 1;
      if (writes === 1) throw new Error('refused');
    },
    (error) => errors.push(error),
  );
  writer.changed();
  await turn();
  await turn();
  writer.changed();
  await turn();
  await turn();
  expect(errors.length).toBe(1);
  expect(writes).toBe(2);
});
