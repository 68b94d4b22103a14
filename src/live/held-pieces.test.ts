import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useState } from '../state/testing/test-state.ts';
import type { Live } from './live.ts';
import type { OutputSink } from './output-viewer.ts';
import { keepMessage, type Piece } from './piece.ts';
import { LiveBuild } from './testing/live-build.ts';
import { startLive } from './testing/test-live.ts';

const given = useState();

/** No two places of it look alike. */
const lines = Buffer.from(Array.from({ length: 250_000 }, (_, line) => `line ${line}\n`).join(''));

/** As a socket does, it is done with a piece a while after it took it; 0: at once. */
interface Reader {
  readonly takes: 'bytes' | 'messages';
  readonly delaysMs: readonly number[];
  readonly from: number;
}

type Take = (piece: Piece, build: number, isDelayed: boolean) => () => Buffer;

/** Returns what reads the piece when one is done with it. */
const take: Record<Reader['takes'], Take> = {
  bytes(piece) {
    piece.hold();
    return () => {
      const bytes = Buffer.from(piece.bytes);
      piece.letGo();
      return bytes;
    };
  },
  messages(piece, build, isDelayed) {
    const message = piece.message('api', build);
    if (isDelayed) keepMessage(message);
    return () => Buffer.from((JSON.parse(message.toString()) as { data: string }).data);
  },
};

/** Collects what a viewer gets. */
class Readings implements OutputSink {
  readonly parts: Buffer[] = [];
  readonly ended: Promise<void>;
  ready = () => {};
  readonly #build: number;
  readonly #reader: Reader;
  #pieces = 0;
  #settle: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} };

  constructor(build: number, reader: Reader) {
    this.#build = build;
    this.#reader = reader;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  take(piece: Piece): boolean {
    const { delaysMs, takes } = this.#reader;
    const delayMs = delaysMs[this.#pieces % delaysMs.length] ?? 0;
    this.#pieces += 1;
    const done = take[takes](piece, this.#build, delayMs > 0);
    if (delayMs === 0) this.parts.push(done());
    else
      setTimeout(() => {
        this.parts.push(done());
        this.ready();
      }, delayMs);
    return delayMs === 0;
  }

  end(): void {
    this.#settle.resolve();
  }

  fail(error: unknown): void {
    this.#settle.reject(error);
  }
}

/** Resolves to what it read when the build has ended. */
async function read(live: Live, build: number, reader: Reader): Promise<Buffer> {
  const sink = new Readings(build, reader);
  const viewer = await live.output.view('api', build, { sink, offsets: { 'main/a.log': reader.from } });
  sink.ready = () => viewer.ready();
  viewer.start();
  await sink.ended;
  return Buffer.concat(sink.parts);
}

const reader: fc.Arbitrary<Reader> = fc.record({
  takes: fc.constantFrom('bytes', 'messages'),
  delaysMs: fc.array(fc.constantFrom(0, 0, 0, 1, 4), { minLength: 1, maxLength: 7 }),
  from: fc.oneof(fc.constant(0), fc.nat(lines.length)),
});

test('what one holds stays as it was while others read on, although memory is used again', async () => {
  const { live, state, storage, publish } = await startLive(given);
  await fc.assert(
    fc.asyncProperty(
      fc.array(reader, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 20_000, max: 2_000_000 }),
      async (readers, chunkBytes) => {
        const build = await LiveBuild.start(state, storage, publish);
        await build.beginStep('main/a.log');
        const reads = readers.map((each) => read(live, build.document.number, each));
        for (let at = 0; at < lines.length; at += chunkBytes)
          await build.print(lines.subarray(at, at + chunkBytes));
        await build.endStep();
        await build.end();
        for (const [index, text] of (await Promise.all(reads)).entries())
          expect(text.equals(lines.subarray(readers[index]?.from))).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});
