import { expect, test } from 'vitest';
import { decodeFrame } from './frame.ts';
import { OutputPublisher } from './output-publisher.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A Redis that answers when it is told to. */
function publisherWithSlowRedis() {
  const sent: string[] = [];
  const answers: ((listeners: number) => void)[] = [];
  const clock = { ms: 0 };
  const publish = (message: Buffer): Promise<number> => {
    const frame = decodeFrame(message);
    sent.push(
      `${frame?.log} ${frame?.offset} ${(frame?.bytes.length ?? 0) > 100 ? frame?.bytes.length : frame?.bytes.toString()}`,
    );
    return new Promise((resolve) => answers.push(resolve));
  };
  const publisher = new OutputPublisher(publish, () => clock.ms);
  const answer = async (listeners: number) => {
    answers.shift()?.(listeners);
    await turn();
  };
  return { publisher, sent, answer, clock };
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

test('when too much waits it only tells how far the file goes, and carries data again when little comes for a while', async () => {
  const { publisher, sent, answer, clock } = publisherWithSlowRedis();
  let end = 0;
  const write = (bytes: Buffer) => {
    publisher.written('a', end, bytes);
    end += bytes.length;
  };
  const block = Buffer.alloc(64 * 1024);
  for (let at = 0; at < 20; at += 1) write(block);
  await answer(1);
  expect(sent.at(-1)).toBe(`a ${end} `);
  await answer(1);
  // The first pause says little: more may come at once.
  clock.ms += 100;
  write(Buffer.from('more'));
  expect(sent.at(-1)).toBe(`a ${end} `);
  await answer(1);
  clock.ms += 100;
  const before = end;
  write(Buffer.from('now'));
  expect(sent.at(-1)).toBe(`a ${before} now`);
});

test('it goes on with edges while much comes, however often it pauses', async () => {
  const { publisher, sent, answer, clock } = publisherWithSlowRedis();
  const block = Buffer.alloc(64 * 1024);
  for (let at = 0; at < 60; at += 1) {
    publisher.written('a', at * block.length, block);
    if (at >= 3) await answer(1);
    clock.ms += 10;
  }
  await answer(1);
  expect(sent.slice(2).filter((text) => !text.endsWith(' '))).toEqual([]);
  clock.ms += 10_000;
  publisher.written('a', 60 * block.length, Buffer.from('after a long rest'));
  expect(sent.at(-1)).toBe(`a ${60 * block.length} after a long rest`);
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
