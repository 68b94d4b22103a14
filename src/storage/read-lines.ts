import type { FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { blocksOf } from './blocks.ts';

/** Of a longer line only this much is kept. */
export const MAX_LINE_BYTES = 64 * 1024;

const NEWLINE = 0x0a;

export interface Line {
  /** Without its newline; a longer one than `MAX_LINE_BYTES` ends in a mark that says how long it is. */
  readonly text: string;
  /** False for a last line that has no newline yet. */
  readonly ended: boolean;
}

/** The lines from byte `start`, where one begins, up to `end`. Keeps one line and one block in memory. */
export async function* readLines(
  file: FileHandle,
  start: number,
  end?: number,
): AsyncGenerator<Line, void, void> {
  const line = new LineBuffer();
  for await (const block of blocksOf(file, start, end)) {
    for (let at = 0; at < block.length; ) {
      const newline = block.indexOf(NEWLINE, at);
      const stop = newline === -1 ? block.length : newline;
      line.add(block.subarray(at, stop));
      if (newline !== -1) yield { text: line.take(), ended: true };
      at = stop + 1;
    }
  }
  if (line.bytes > 0) yield { text: line.take(), ended: false };
}

class LineBuffer {
  #pieces: Buffer[] = [];
  #kept = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(piece: Buffer): void {
    const kept = piece.subarray(0, MAX_LINE_BYTES - this.#kept);
    if (kept.length > 0) this.#pieces.push(kept);
    this.#kept += kept.length;
    this.#bytes += piece.length;
  }

  take(): string {
    const whole = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    const text =
      this.#bytes === this.#kept
        ? whole.toString('utf8')
        : `${withoutTornEnd(whole)} … [cut: ${this.#bytes} bytes]`;
    this.#pieces = [];
    this.#kept = 0;
    this.#bytes = 0;
    return text;
  }
}

/** The decoder holds a torn character back until its end comes, which here is never. */
const withoutTornEnd = (bytes: Buffer): string => new StringDecoder('utf8').write(bytes);
