import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogLines } from '../../../src/server/log-schemas.ts';
import { type LogEvents, LogStore } from './log-store.ts';

/** A log that grows, as a server would tell of it. */
class FakeLog {
  text = '';
  events: LogEvents | null = null;
  #told = 0;

  print(text: string): void {
    this.text += text;
  }

  /** Sends what was printed and is not told yet. */
  flush(): void {
    const piece = this.text.slice(this.#told);
    this.#told = this.text.length;
    if (piece !== '') this.events?.output(piece, piece.length);
  }

  readonly source = {
    lines: async (from: number, count: number): Promise<LogLines> => {
      await Promise.resolve();
      const all = this.all();
      let offset = 0;
      const lines = all.map((text, index) => {
        const line = { line: index + 1, offset, bytes: text.length, ms: index, text, cut: null };
        offset += text.length + 1;
        return line;
      });
      const wanted = lines.slice(from - 1, from - 1 + count);
      return { lines: wanted, total: all.length, size: this.text.length, end: this.text.length };
    },
    follow: (offset: number, events: LogEvents) => {
      this.events = events;
      this.#told = offset;
      return () => {
        this.events = null;
      };
    },
  };

  all(): string[] {
    const lines = this.text.split('\n');
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const manyLines = (count: number, from = 1): string =>
  Array.from({ length: count }, (_, index) => `line ${index + from}\n`).join('');

test('a live log is that of the server at every moment, however it is cut into pieces', async () => {
  const pieces = fc.array(fc.constantFrom('a', 'bc\n', '\n', 'd\ne', manyLines(30), 'f'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(pieces, pieces, async (before, after) => {
      const log = new FakeLog();
      log.print(before.join(''));
      const store = new LogStore(log.source, () => {});
      await store.open('end', true);
      for (const piece of after) {
        log.print(piece);
        log.flush();
        const all = log.all();
        expect(store.total).toBe(all.length);
        expect(store.line(all.length - 1)?.text).toBe(all.at(-1));
      }
      const all = log.all();
      const lastPage = Math.floor(Math.max(0, all.length - 1) / 500) * 500;
      for (let line = lastPage; line < all.length; line += 1) expect(store.line(line)?.text).toBe(all[line]);
      store.close();
    }),
    { numRuns: 100 },
  );
});

test('lines far away are read when they are wanted, and a bounded number is kept', async () => {
  const log = new FakeLog();
  log.print(manyLines(100_000));
  const store = new LogStore(log.source, () => {});
  await store.open(50_000, false);
  expect(store.total).toBe(100_000);
  expect(store.line(50_000)?.text).toBe('line 50001');
  for (let line = 0; line < 100_000; line += 700) {
    store.want(line, line + 50);
    await settle();
    expect(store.line(line)?.text).toBe(`line ${line + 1}`);
  }
  expect(store.kept).toBeLessThanOrEqual(60 * 500);
  store.close();
});

test('the lines kept stay bounded while a log is followed for long', async () => {
  const log = new FakeLog();
  const store = new LogStore(log.source, () => {});
  await store.open('end', true);
  for (let round = 0; round < 100; round += 1) {
    log.print(manyLines(1_000, round * 1_000 + 1));
    log.flush();
  }
  expect(store.total).toBe(100_000);
  expect(store.line(99_999)?.text).toBe('line 100000');
  expect(store.kept).toBeLessThanOrEqual(60 * 500);
  store.close();
});

test('a colour that goes on over lines is known in the next page', async () => {
  const log = new FakeLog();
  log.print(`${'x\n'.repeat(499)}\x1b[31mred\nstill red\n`);
  const store = new LogStore(log.source, () => {});
  await store.open(500, false);
  expect(store.shown(500)?.runs[0]?.style).toEqual({});
  store.want(499, 501);
  await settle();
  expect(store.shown(500)?.runs[0]?.style).toEqual({ color: 1 });
  store.close();
});

test('a progress bar that never ends its line takes little memory and shows its last state', async () => {
  const log = new FakeLog();
  const store = new LogStore(log.source, () => {});
  await store.open('end', true);
  for (let step = 0; step <= 5_000; step += 1) {
    log.print(`\r${step} of 5000 done`);
    log.flush();
  }
  expect(store.total).toBe(1);
  expect(store.shown(0)?.text).toBe('5000 of 5000 done');
  expect(store.line(0)?.text.length).toBeLessThan(20_000);
  store.close();
});

test('a log that cannot be read says why', async () => {
  const store = new LogStore(
    { lines: () => Promise.reject(new Error('away')), follow: () => () => {} },
    () => {},
  );
  await store.open('end', true);
  expect(store.state).toMatchObject({ kind: 'failed', error: new Error('away') });
});
