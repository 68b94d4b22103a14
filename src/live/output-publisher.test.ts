import { expect, test } from 'vitest';
import { decodeFrame } from './frame.ts';
import { OutputPublisher } from './output-publisher.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A Redis that answers when it is told to. */
function publisherWithSlowRedis() {
  const sent: string[] = [];
  const answers: ((listeners: number) => void)[] = [];
  const publisher = new OutputPublisher((message) => {
    const frame = decodeFrame(message);
    sent.push(
      `${frame?.log} ${frame?.offset} ${(frame?.bytes.length ?? 0) > 100 ? frame?.bytes.length : frame?.bytes.toString()}`,
    );
    return new Promise((resolve) => answers.push(resolve));
  });
  const answer = async (listeners: number) => {
    answers.shift()?.(listeners);
    await turn();
  };
  return { publisher, sent, answer };
}

test('sends at once when nothing is in flight, and what gathers meanwhile as one', async () => {
  const { publisher, sent, answer } = publisherWithSlowRedis();
  publisher.written('a', 0, Buffer.from('one'));
  publisher.written('a', 3, Buffer.from('two'));
  publisher.written('a', 6, Buffer.from('three'));
  publisher.written('b', 0, Buffer.from('four'));
  expect(sent).toEqual(['a 0 one']);
  await answer(1);
  await answer(1);
  await answer(1);
  expect(sent).toEqual(['a 0 one', 'a 3 twothree', 'b 0 four']);
});

test('bytes are taken over during the call, since their buffer is used again', async () => {
  const { publisher, sent, answer } = publisherWithSlowRedis();
  const block = Buffer.from('one');
  publisher.written('a', 0, block);
  publisher.written('a', 3, block);
  block.fill('x');
  await answer(1);
  expect(sent).toEqual(['a 0 one', 'a 3 one']);
});

test('a message carries 64 KiB at most', async () => {
  const { publisher, sent, answer } = publisherWithSlowRedis();
  publisher.written('a', 0, Buffer.alloc(1));
  for (let at = 0; at < 3; at += 1) publisher.written('a', 1 + at * 40_000, Buffer.alloc(40_000));
  for (let at = 0; at < 3; at += 1) await answer(1);
  expect(sent.slice(1)).toEqual(['a 1 65536', 'a 65537 54464']);
});

test('when too much waits it only tells how far the file goes, and carries data again when it is less', async () => {
  const { publisher, sent, answer } = publisherWithSlowRedis();
  const block = Buffer.alloc(64 * 1024);
  for (let at = 0; at < 20; at += 1) publisher.written('a', at * block.length, block);
  await answer(1);
  expect(sent.at(-1)).toBe(`a ${20 * block.length} `);
  await answer(1);
  publisher.written('a', 20 * block.length, Buffer.from('more'));
  expect(sent.at(-1)).toBe(`a ${20 * block.length} more`);
});

test('is quiet when nobody listens until somebody watches, and begins with the newest edge', async () => {
  const { publisher, sent, answer } = publisherWithSlowRedis();
  publisher.written('a', 0, Buffer.from('one'));
  await answer(0);
  publisher.written('a', 3, Buffer.from('two'));
  publisher.written('a', 6, Buffer.from('three'));
  expect(sent.length).toBe(1);
  publisher.watch();
  expect(sent).toEqual(['a 0 one', 'a 11 ']);
  await answer(1);
  publisher.written('a', 11, Buffer.from('four'));
  expect(sent.at(-1)).toBe('a 11 four');
});

test('who comes while a message that nobody heard is in flight is not overlooked', async () => {
  const { publisher, sent, answer } = publisherWithSlowRedis();
  publisher.written('a', 0, Buffer.from('one'));
  publisher.watch();
  await answer(0);
  expect(sent.at(-1)).toBe('a 3 ');
});

test('a failed message is like a lost one', async () => {
  let messages = 0;
  const publisher = new OutputPublisher(() => {
    messages += 1;
    return Promise.reject(new Error('away'));
  });
  publisher.written('a', 0, Buffer.from('one'));
  await turn();
  publisher.written('a', 3, Buffer.from('two'));
  expect(messages).toBe(2);
});
