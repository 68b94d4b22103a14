import { expect, test } from 'vitest';
import { createMasker } from './masking/index.ts';
import { OutputEnd, type OutputSink } from './output-sinks.ts';

class Sink implements OutputSink {
  readonly #room = Buffer.alloc(16);
  bytes = '';
  room = () => this.#room;
  accept(count: number): boolean {
    this.bytes += this.#room.toString('latin1', 0, count);
    return true;
  }
  onRoom(): void {}
  flush(): void {}
  note(): void {}
}

function print(end: OutputEnd, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 16) {
    const piece = bytes.subarray(at, at + 16);
    end.room().set(piece);
    end.accept(piece.length);
  }
}

test('the end that is remembered holds no secret, also none that was cut in two', () => {
  const log = new Sink();
  const end = new OutputEnd(log, createMasker(['correct-horse-battery']));
  print(end, `${'x'.repeat(5_000)}correct-horse-battery ${'y'.repeat(4_080)}`);
  expect(end.text).toBe(`xxxxxxxxxxxx*** ${'y'.repeat(4_080)}`.slice(-4_096));
  expect(log.bytes).toContain('correct-horse-battery');
});

test('without anything to hide it is the last 4 KiB as they are', () => {
  const end = new OutputEnd(new Sink(), null);
  print(end, `${'a'.repeat(4_096)}bc`);
  expect(end.text).toBe(`${'a'.repeat(4_094)}bc`);
});
