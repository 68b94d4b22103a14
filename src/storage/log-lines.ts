import type { FileHandle } from 'node:fs/promises';
import { countNewlines } from '../engine/count-newlines.ts';
import { blocksOf } from './blocks.ts';
import { findRecord, recordsFrom } from './line-index-reader.ts';
import { readLines } from './read-lines.ts';

export interface LogLine {
  /** From 0. */
  readonly line: number;
  /** Milliseconds from the start of the command; null where the index does not say. */
  readonly ms: number | null;
  /** Without its newline. */
  readonly text: string;
}

/** An answer is never longer, however long its lines are. */
const MAX_ANSWER_CHARACTERS = 8 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Lines `from` to `from + count - 1`, fewer where the log ends before. Fewer, too, when they would be
 * more than 8 Mi characters: ask again from the line after the last. With an index it is one seek; where
 * the index is missing or behind the log, the rest is read through.
 */
export async function linesBetween(
  log: FileHandle,
  index: FileHandle | null,
  from: number,
  count: number,
): Promise<LogLine[]> {
  const { size } = await log.stat();
  const found = index === null ? null : await findRecord(index, from);
  // An index that points beyond its log is none.
  const record = found !== null && found.offset <= size ? found : null;
  const start = await offsetOfLine(log, record?.offset ?? 0, from - (record?.line ?? 0), size);
  if (start === null || count <= 0) return [];

  const timeOf = timesFrom(record === null ? null : index, record?.position ?? 0);
  const lines: LogLine[] = [];
  let characters = 0;
  try {
    for await (const { text } of readLines(log, start, size)) {
      characters += text.length;
      if (lines.length > 0 && characters > MAX_ANSWER_CHARACTERS) break;
      const line = from + lines.length;
      lines.push({ line, ms: await timeOf.next(line), text });
      if (lines.length === count) break;
    }
  } finally {
    await timeOf.close();
  }
  return lines;
}

/** The byte at which the line `skip` lines after the one at `start` begins; null when the log ends before. */
async function offsetOfLine(
  log: FileHandle,
  start: number,
  skip: number,
  size: number,
): Promise<number | null> {
  let left = skip;
  let at = start;
  if (left === 0) return at;
  for await (const block of blocksOf(log, start, size)) {
    const newlines = countNewlines(block);
    if (newlines >= left) {
      let next = 0;
      for (; left > 0; left -= 1) next = block.indexOf(NEWLINE, next) + 1;
      return at + next;
    }
    left -= newlines;
    at += block.length;
  }
  return null;
}

/** Gives the time of one line after another; lines must be asked for in rising order. */
function timesFrom(index: FileHandle | null, position: number) {
  const records = index === null ? null : recordsFrom(index, position);
  let ms: number | null = null;
  let ahead = records?.next();
  return {
    async next(line: number): Promise<number | null> {
      for (let record = await ahead; record?.value && record.value.line <= line; record = await ahead) {
        ms = record.value.ms;
        ahead = records?.next();
      }
      return ms;
    },
    async close(): Promise<void> {
      await ahead;
      await records?.return();
    },
  };
}
