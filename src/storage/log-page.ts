import type { FileHandle } from 'node:fs/promises';
import { countNewlines } from '../engine/count-newlines.ts';
import { completeLength } from '../lib/utf8.ts';
import { sgrOf } from '../log/style.ts';
import { blocksOf } from './blocks.ts';
import { findRecord } from './line-index-reader.ts';
import { type LinesOptions, type LogLine, linesBetween } from './log-lines.ts';
import { styleBefore } from './style-before.ts';

/** Lines of a log, and how long it was at that moment. */
export interface LogPage {
  readonly lines: LogLine[];
  /** In which the first of the lines begins, as parameters of an SGR sequence; empty for the plain one. */
  readonly style: string;
  /** All lines, an unfinished last one included. */
  readonly total: number;
  /** In bytes. */
  readonly size: number;
  /** The byte after the last whole character: who follows the log goes on from here. */
  readonly end: number;
}

const NEWLINE = 0x0a;
const LONGEST_CHARACTER = 4;

export async function pageOf(
  log: FileHandle,
  index: FileHandle | null,
  from: number,
  count: number,
  options: Omit<LinesOptions, 'size'> = {},
): Promise<LogPage> {
  const { size } = await log.stat();
  const lines = await linesBetween(log, index, from, count, { ...options, size });
  const style = sgrOf(await styleBefore(log, lines[0]?.offset ?? 0));
  const { end, isOpen } = await endOf(log, size);
  const total = (await newlinesBefore(log, index, size)) + (isOpen ? 1 : 0);
  return { lines, style, total, size, end };
}

/** Newlines before byte `offset`; with an index only what lies behind its last record before is read. */
export async function newlinesBefore(
  log: FileHandle,
  index: FileHandle | null,
  offset: number,
): Promise<number> {
  const record = index && (await findRecord(index, (one) => one.offset <= offset));
  let newlines = record?.line ?? 0;
  for await (const block of blocksOf(log, record?.offset ?? 0, offset)) newlines += countNewlines(block);
  return newlines;
}

async function endOf(log: FileHandle, size: number): Promise<{ end: number; isOpen: boolean }> {
  const start = Math.max(0, size - LONGEST_CHARACTER);
  const { buffer, bytesRead } = await log.read(Buffer.alloc(LONGEST_CHARACTER), 0, size - start, start);
  const last = buffer.subarray(0, bytesRead);
  return { end: start + completeLength(last), isOpen: size > 0 && last.at(-1) !== NEWLINE };
}
