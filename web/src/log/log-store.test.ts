import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LogLines } from '../../../src/server/log-schemas.ts';
import { type LogEvents, type LogSource, LogStore } from './log-store.ts';

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
      let offset = all.slice(0, from - 1).reduce((sum, line) => sum + line.length + 1, 0);
      const lines = all.slice(from - 1, from - 1 + count).map((text, index) => {
        const line = { line: from + index, offset, bytes: text.length, ms: index, text, cut: null };
        offset += text.length + 1;
        return line;
      });
      const style = this.text.includes('\x1b[31m') && from > 1 ? '31' : '';
      return { lines, style, total: all.length, size: this.text.length, end: this.text.length };
    },
    mayPass: () => false,
    follow: (offset: number, events: LogEvents) => {
      this.events = events;
      this.#told = offset;
      return () => {
        this.events = null;
      };
    },
  };

  /** Logs that are tested here have no sequence but one in their first line. */
  all(): string[] {
    if (this.#split !== this.text) {
      this.#split = this.text;
      this.#lines = this.text.split('\n');
      if (this.#lines.at(-1) === '') this.#lines.pop();
    }
    return this.#lines;
  }

  #split = '';
  #lines: string[] = [];
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

test('the lines that are looked at are asked for first, those around them when they are there', async () => {
  const log = new FakeLog();
  log.print(manyLines(10_000));
  const asked: number[] = [];
  const lines: typeof log.source.lines = (from, count) => {
    asked.push(from);
    return log.source.lines(from, count);
  };
  const store = new LogStore({ ...log.source, lines }, () => {});
  await store.open(0, false);
  store.want(5_000, 5_050);
  expect(asked).toEqual([1, 5_001]);
  await settle();
  store.want(5_000, 5_050);
  expect(asked).toEqual([1, 5_001, 4_501, 5_501]);
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

test('a colour that goes on over lines is known wherever the log is opened, and in what comes live', async () => {
  const log = new FakeLog();
  log.print(`\x1b[31mred\n${'still red\n'.repeat(2_400)}`);
  const store = new LogStore(log.source, () => {});
  await store.open(2_000, true);
  expect(store.shown(2_000)?.runs[0]?.style).toEqual({ color: 1 });
  log.print('red\n'.repeat(400));
  log.flush();
  expect(store.shown(2_600)?.runs[0]?.style).toEqual({ color: 1 });
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
    { lines: () => Promise.reject(new Error('away')), mayPass: () => false, follow: () => () => {} },
    () => {},
  );
  await store.open('end', true);
  expect(store.state).toMatchObject({ kind: 'failed', error: new Error('away') });
});

test('a live log that is opened while the server goes away is read and followed when it is back', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const log = new FakeLog();
  log.print('one\n');
  let questions = 0;
  const lines: LogSource['lines'] = (from, count) => {
    questions += 1;
    return questions === 2 || questions === 3
      ? Promise.reject(new Error('away'))
      : log.source.lines(from, count);
  };
  const store = new LogStore({ ...log.source, lines, mayPass: () => true }, () => {});
  const opened = store.open('end', true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.state).toMatchObject({ kind: 'failed', error: new Error('away') });
  log.print('two\n');
  await vi.advanceTimersByTimeAsync(10_000);
  await opened;
  expect(store.state).toEqual({ kind: 'ready' });
  log.print('three\n');
  log.flush();
  expect([0, 1, 2].map((line) => store.line(line)?.text)).toEqual(['one', 'two', 'three']);
  store.close();
});
