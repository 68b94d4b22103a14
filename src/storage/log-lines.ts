import type { FileHandle } from 'node:fs/promises';
import { countNewlines } from '../engine/count-newlines.ts';
import { blocksOf } from './blocks.ts';
import { type FoundRecord, findRecord, recordsFrom } from './line-index-reader.ts';
import { readLines } from './read-lines.ts';

export interface LogLine {
  /** From 0. */
  readonly line: number;
  /** Of its first byte in the log. */
  readonly offset: number;
  /** Length of the whole line, without its newline. */
  readonly bytes: number;
  /** Milliseconds from the start of the command; null where the index does not say. */
  readonly ms: number | null;
  /** Without its newline; of a line of more than 64 KiB only a part. */
  readonly text: string;
  /** Which end of a long line is left out. */
  readonly cut: 'start' | 'end' | null;
}

/** An answer is never longer, however long its lines are. */
const MAX_ANSWER_CHARACTERS = 8 * 1024 * 1024;

export interface LinesOptions {
  /** How long the log is taken to be, in bytes; a running command makes it longer at any moment. */
  readonly size?: number;
  /** The answer has fewer lines when they would be longer in all. */
  readonly characters?: number;
}

const NEWLINE = 0x0a;

/**
 * Lines `from` to `from + count - 1`, fewer where the log ends before. Fewer, too, when they would be
 * more than 8 Mi characters, or what `characters` says: ask again from the line after the last. With an index it is one seek; where
 * the index is missing or behind the log, the rest is read through.
 */
export async function linesBetween(
  log: FileHandle,
  index: FileHandle | null,
  from: number,
  count: number,
  { size: given, characters: most = MAX_ANSWER_CHARACTERS }: LinesOptions = {},
): Promise<LogLine[]> {
  const size = given ?? (await log.stat()).size;
  const record = await recordOf(index, from, size);
  const start = await offsetOfLine(log, record?.offset ?? 0, from - (record?.line ?? 0), size);
  if (start === null || count <= 0) return [];

  const timeOf = timesFrom(record && index, record?.position ?? 0, size);
  const lines: LogLine[] = [];
  let characters = 0;
  let offset = start;
  try {
    for await (const { text, bytes, cut } of readLines(log, start, size)) {
      characters += text.length;
      if (lines.length > 0 && characters > most) break;
      const line = from + lines.length;
      lines.push({ line, offset, bytes, ms: await timeOf.next(line), text, cut });
      offset += bytes + 1;
      if (lines.length === count) break;
    }
  } finally {
    await timeOf.close();
  }
  return lines;
}

/** The byte at which a line begins; null when a log of `size` bytes has no such line. */
export async function startOfLine(
  log: FileHandle,
  index: FileHandle | null,
  line: number,
  size: number,
): Promise<number | null> {
  const record = await recordOf(index, line, size);
  return offsetOfLine(log, record?.offset ?? 0, line - (record?.line ?? 0), size);
}

/** The record from which a line is found. What of an index points beyond its log is not believed. */
const recordOf = async (index: FileHandle | null, line: number, size: number): Promise<FoundRecord | null> =>
  index && (await findRecord(index, (record) => record.line <= line && record.offset <= size));

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
function timesFrom(index: FileHandle | null, position: number, size: number) {
  const records = index === null ? null : recordsFrom(index, position);
  let ms: number | null = null;
  let ahead = records?.next();
  return {
    async next(line: number): Promise<number | null> {
      for (let record = await ahead; record?.value && record.value.line <= line; record = await ahead) {
        if (record.value.offset > size) break;
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
