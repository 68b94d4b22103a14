import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pollUntil } from '../lib/poll-until.ts';
import { useState } from '../state/testing/test-state.ts';
import type { OutputViewer } from './output-viewer.ts';
import type { Piece } from './piece.ts';
import { LiveBuild } from './testing/live-build.ts';
import { startLive } from './testing/test-live.ts';

const given = useState();

/** Collects what a viewer gets; each piece may take `delayMs`. */
class Collector {
  readonly pieces: { log: string; offset: number; bytes: Buffer; text: string }[] = [];
  readonly ended: Promise<string>;
  viewer: OutputViewer | null = null;
  readonly #delayMs: number;
  #end: (status: string) => void = () => {};

  constructor(delayMs = 0) {
    this.#delayMs = delayMs;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  readonly sink = {
    take: (piece: Piece): boolean => {
      const { log, offset } = piece;
      const { data } = JSON.parse(piece.message('api', 1).toString()) as { data: string };
      this.pieces.push({ log, offset, bytes: Buffer.from(piece.bytes), text: data });
      if (this.#delayMs === 0) return true;
      setTimeout(() => this.viewer?.ready(), this.#delayMs).unref();
      return false;
    },
    end: ({ status }: { status: string }) => this.#end(status),
    fail: (error: unknown) => this.#end(`failed: ${String(error)}`),
  };

  bytesOf(log: string): Buffer {
    return Buffer.concat(this.pieces.filter((piece) => piece.log === log).map(({ bytes }) => bytes));
  }

  textOf(log: string): string {
    return this.pieces.flatMap((piece) => (piece.log === log ? [piece.text] : [])).join('');
  }

  /** Each piece begins where the one before ended. */
  gaps(log: string, from: number): number {
    let next = from;
    let gaps = 0;
    for (const { offset, bytes } of this.pieces.filter((piece) => piece.log === log)) {
      if (offset !== next) gaps += 1;
      next = offset + bytes.length;
    }
    return gaps;
  }
}

const chunk = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => Buffer.from(text)),
  fc.integer({ min: 1, max: 90_000 }).map((size) => Buffer.alloc(size, '0123€56789\n')),
);

test('whatever is printed and lost, whoever joins when and reads how slowly has the bytes of the file', async () => {
  const { state, storage, live, publish } = await startLive(given);
  const viewing = fc.record({
    joinsAt: fc.integer({ min: 0, max: 12 }),
    delayMs: fc.constantFrom(0, 0, 1, 5),
  });
  const losses = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunk, { maxLength: 12 }),
      fc.array(viewing, { minLength: 1, maxLength: 4 }),
      losses,
      async (chunks, viewings, lost) => {
        let messages = 0;
        const build = await LiveBuild.start(state, storage, (channel, message) => {
          messages += 1;
          return lost[messages % lost.length] ? Promise.resolve(1) : publish(channel, message);
        });
        const { job, number } = build.document;
        const collectors: Collector[] = [];
        const join = async (at: number) => {
          for (const { delayMs } of viewings.filter(({ joinsAt }) => joinsAt === at)) {
            const collector = new Collector(delayMs);
            collector.viewer = await live.output.view(job, number, { sink: collector.sink });
            collectors.push(collector);
            collector.viewer.start();
          }
        };
        await build.beginStep('main/a.log');
        for (const [at, bytes] of chunks.entries()) {
          await join(at);
          await build.print(bytes);
        }
        await build.endStep();
        await build.beginStep('main/b.log');
        await build.print(Buffer.from('b€'));
        for (let at = chunks.length; at <= 12; at += 1) await join(at);
        await build.endStep();
        await build.end();
        const whole = Buffer.concat(chunks);
        for (const collector of collectors) {
          expect(await collector.ended).toBe('success');
          expect(collector.gaps('main/a.log', 0)).toBe(0);
          expect(collector.bytesOf('main/a.log').equals(whole)).toBe(true);
          expect(collector.textOf('main/a.log') === whole.toString()).toBe(true);
          expect(collector.textOf('main/b.log')).toBe('b€');
        }
      },
    ),
    { numRuns: 25 },
  );
  expect(live.output.size).toBe(0);
});

test('a viewer goes on from its offset, or begins at the last lines', async () => {
  const { state, storage, live, publish } = await startLive(given);
  const build = await LiveBuild.start(state, storage, publish);
  await build.beginStep('main/a.log');
  await build.print(Buffer.from('one\ntwo\nthree\n'));
  await build.endStep();
  await build.beginStep('main/b.log');
  await build.print(Buffer.from('four\n'));
  const see = async (options: { offsets?: Record<string, number>; tail?: number }) => {
    const collector = new Collector();
    collector.viewer = await live.output.view('api', build.document.number, {
      sink: collector.sink,
      ...options,
    });
    collector.viewer.start();
    return collector;
  };
  const resumed = await see({ offsets: { 'main/a.log': 4 } });
  const tail = await see({ tail: 2 });
  await build.endStep();
  await build.end();
  await Promise.all([resumed.ended, tail.ended]);
  expect([resumed.textOf('main/a.log'), resumed.textOf('main/b.log')]).toEqual(['two\nthree\n', 'four\n']);
  expect([tail.textOf('main/a.log'), tail.textOf('main/b.log')]).toEqual(['three\n', 'four\n']);
});

test('a build that is over before anybody looks is shown whole, with no subscription at all', async () => {
  const { state, storage, live, publish, subscriptions } = await startLive(given);
  const build = await LiveBuild.start(state, storage, publish);
  await build.beginStep('main/a.log');
  await build.print(Buffer.from([0x61, 0xe2, 0x82]));
  await build.endStep();
  await build.end();
  const collector = new Collector();
  collector.viewer = await live.output.view('api', build.document.number, { sink: collector.sink });
  collector.viewer.start();
  expect(subscriptions.size).toBe(0);
  await collector.ended;
  expect(collector.textOf('main/a.log')).toBe('a\uFFFD');
});

test('the last viewer that leaves gives up the subscription, the first does not', async () => {
  const { state, storage, live, publish, subscriptions } = await startLive(given);
  const build = await LiveBuild.start(state, storage, publish);
  const view = () => live.output.view('api', build.document.number, { sink: new Collector().sink });
  const [first, second] = await Promise.all([view(), view()]);
  expect([live.output.size, subscriptions.size]).toEqual([1, 1]);
  first.close();
  first.close();
  expect([live.output.size, subscriptions.size]).toEqual([1, 1]);
  second.close();
  expect(await pollUntil(async () => subscriptions.size === 0 && live.output.size === 0, 5, 20_000)).toBe(
    true,
  );
  await build.end();
});

test('a viewer of a build that is not there is refused, and nothing stays behind', async () => {
  const { live, subscriptions } = await startLive(given);
  await expect(live.output.view('api', 99, { sink: new Collector().sink })).rejects.toMatchObject({
    code: 'BUILD_NOT_FOUND',
  });
  expect([live.output.size, subscriptions.size]).toEqual([0, 0]);
});

test('one who never reads holds up nobody and holds one piece', async () => {
  const { state, storage, live, publish } = await startLive(given);
  const build = await LiveBuild.start(state, storage, publish);
  await build.beginStep('main/a.log');
  const stuck = new Collector(2_000_000_000);
  const quick = new Collector();
  for (const collector of [stuck, quick]) {
    collector.viewer = await live.output.view('api', build.document.number, { sink: collector.sink });
    collector.viewer.start();
  }
  const block = Buffer.alloc(64 * 1024, 'x');
  for (let at = 0; at < 100; at += 1) {
    await build.print(block);
    if (at % 10 === 0) await sleep(1);
  }
  await build.endStep();
  await build.end();
  expect(await quick.ended).toBe('success');
  expect(quick.bytesOf('main/a.log').length).toBe(100 * block.length);
  expect(stuck.pieces.length).toBe(1);
  stuck.viewer?.close();
});
