import type { FileHandle } from 'node:fs/promises';
import { completeLength } from '../lib/utf8.ts';
import { blocksOf } from './blocks.ts';

/** Of a longer line only this much is kept. */
export const MAX_LINE_BYTES = 64 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

export interface Line {
  /** Without its newline; at most `MAX_LINE_BYTES` of it, cut between characters. */
  readonly text: string;
  /** Length of the whole line without its newline. Of a last line that may go on: up to its last whole character. */
  readonly bytes: number;
  /** What is left out of a longer line; the start of one that rewrites itself, as a progress bar does. */
  readonly cut: 'start' | 'end' | null;
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
      if (newline !== -1) yield line.take(true);
      at = stop + 1;
    }
  }
  if (line.bytes > 0) yield line.take(false);
}

/** The text of a line; of one that is cut it ends in a mark that says how long it is. */
export const markedText = ({ text, cut, bytes }: Line): string =>
  cut === null ? text : `${text} … [cut: ${bytes} bytes]`;

/** Keeps both ends of a line: which one tells more is known when it has ended. */
class LineBuffer {
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(piece: Buffer): void {
    const kept = piece.subarray(0, MAX_LINE_BYTES - this.#headBytes);
    if (kept.length > 0) this.#head.push(kept);
    this.#headBytes += kept.length;
    this.#bytes += piece.length;
    if (kept.length < piece.length) this.#addTail(piece.subarray(kept.length));
  }

  #addTail(piece: Buffer): void {
    this.#tail.push(piece);
    this.#tailBytes += piece.length;
    for (let first = this.#tail[0]; first && this.#tailBytes - first.length >= MAX_LINE_BYTES; ) {
      this.#tail.shift();
      this.#tailBytes -= first.length;
      first = this.#tail[0];
    }
  }

  take(ended: boolean): Line {
    const line = this.#line(ended);
    this.#head = [];
    this.#headBytes = 0;
    this.#tail = [];
    this.#tailBytes = 0;
    this.#bytes = 0;
    return line;
  }

  #line(ended: boolean): Line {
    const head = joined(this.#head);
    if (this.#bytes === this.#headBytes) {
      const whole = ended ? head.length : completeLength(head);
      return { text: head.toString('utf8', 0, whole), bytes: whole, cut: null, ended };
    }
    const tail = joined(this.#tail);
    const torn = ended ? 0 : tail.length - completeLength(tail);
    const bytes = this.#bytes - torn;
    const last = tail.subarray(Math.max(0, tail.length - MAX_LINE_BYTES), tail.length - torn);
    const rewritten = last.indexOf(RETURN);
    return rewritten === -1
      ? { text: head.toString('utf8', 0, completeLength(head)), bytes, cut: 'end', ended }
      : { text: last.toString('utf8', rewritten + 1), bytes, cut: 'start', ended };
  }
}

const joined = (pieces: readonly Buffer[]): Buffer =>
  pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
