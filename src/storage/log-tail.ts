import type { FileHandle } from 'node:fs/promises';
import { BLOCK_BYTES } from './blocks.ts';
import { markedText, readLines } from './read-lines.ts';

export interface Tail {
  /** Ends with a newline when the log does. Lines beyond 64 KiB are cut, with a mark. */
  readonly text: string;
  /** How many lines the text has. */
  readonly lines: number;
  /** The byte after the last one looked at: who follows the log goes on from here. */
  readonly end: number;
}

/** When the lines asked for are longer in all, the first of them are left out. */
const MAX_TAIL_CHARACTERS = 8 * 1024 * 1024;

const NEWLINE = 0x0a;

/** The last lines of a log, found by reading it backwards; an unfinished last line counts. */
export async function tailOf(log: FileHandle, lines: number): Promise<Tail> {
  const { size } = await log.stat();
  const kept: string[] = [];
  let first = 0;
  let characters = 0;
  for await (const line of readLines(log, await startOfLast(log, lines, size), size)) {
    const text = markedText(line);
    kept.push(line.ended ? `${text}\n` : text);
    characters += text.length;
    for (; characters > MAX_TAIL_CHARACTERS && first < kept.length - 1; first += 1) {
      characters -= kept[first]!.length;
      kept[first] = '';
    }
  }
  return { text: kept.join(''), lines: kept.length - first, end: size };
}

/** Where the last `lines` lines of a log begin, and how many there are if the whole log has fewer. */
export async function tailStartOf(
  log: FileHandle,
  lines: number,
): Promise<{ offset: number; lines: number }> {
  const { size } = await log.stat();
  const offset = await startOfLast(log, lines, size);
  if (offset > 0 || size === 0) return { offset, lines: offset === 0 ? 0 : lines };
  let found = 0;
  for await (const _line of readLines(log, 0, size)) found += 1;
  return { offset, lines: found };
}

async function startOfLast(log: FileHandle, lines: number, size: number): Promise<number> {
  if (lines <= 0) return size;
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  let left = lines;
  // The last byte is not looked at: if it is a newline, it ends the last line and begins none.
  for (let end = size - 1; end > 0; ) {
    const start = Math.max(0, end - buffer.length);
    const { bytesRead } = await log.read(buffer, 0, end - start, start);
    for (let at = bytesRead - 1; at >= 0; at -= 1) {
      at = buffer.lastIndexOf(NEWLINE, at);
      if (at === -1) break;
      left -= 1;
      if (left === 0) return start + at + 1;
    }
    end = start;
  }
  return 0;
}
