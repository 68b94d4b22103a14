import type { FileHandle } from 'node:fs/promises';
import { type Outline, OutlineScanner } from '../log/outline.ts';
import { lineWindows, type WindowSizes } from './line-windows.ts';
import { newlinesBefore } from './log-page.ts';

/** What was found in a log up to now; more can be found when it has grown. */
export interface LogOutline {
  readonly scanner: OutlineScanner;
  readonly outline: Outline;
  /** Where the search began: a line from 0. */
  readonly firstLine: number;
  /** The byte up to which was searched. */
  searched: number;
}

/** Of a log that is longer than this when it is first looked at, only so much at its end is looked through. */
export const mostSearched = 64 * 1024 * 1024;

/**
 * Goes on from what is known. A last line without its newline is left for the next time, but for a log that grows no
 * more. Ends early when aborted.
 */
export async function outlineOf(
  log: FileHandle,
  index: FileHandle | null,
  known: LogOutline | null,
  isComplete: boolean,
  signal: AbortSignal,
  sizes?: WindowSizes,
): Promise<LogOutline> {
  const { size } = await log.stat();
  const found = known ?? (await begin(log, index, size));
  for await (const { bytes, stop, offset, startsLine } of lineWindows(log, found.searched, size, sizes)) {
    if (signal.aborted) break;
    const isLast = offset + stop >= size;
    const end = isLast && !isComplete ? bytes.lastIndexOf(0x0a, stop - 1) + 1 : stop;
    found.scanner.add(bytes.subarray(0, end), startsLine);
    found.searched = offset + end;
  }
  return found;
}

async function begin(log: FileHandle, index: FileHandle | null, size: number): Promise<LogOutline> {
  const start = size > mostSearched ? await nextLineStart(log, size - mostSearched) : 0;
  const firstLine = start === 0 ? 0 : await newlinesBefore(log, index, start);
  const scanner = new OutlineScanner(firstLine);
  return { scanner, outline: scanner.outline, firstLine, searched: start };
}

/** The first byte after a newline at or after `offset`; the end of the log when there is none near. */
async function nextLineStart(log: FileHandle, offset: number): Promise<number> {
  const { buffer, bytesRead } = await log.read(Buffer.alloc(1024 * 1024), 0, 1024 * 1024, offset);
  return offset + buffer.subarray(0, bytesRead).indexOf(0x0a) + 1;
}
