import type { FileHandle } from 'node:fs/promises';
import { countNewlines } from '../engine/count-newlines.ts';
import { type LineWindow, lineWindows, type WindowSizes } from './line-windows.ts';
import { startOfLine } from './log-lines.ts';
import { type Find, textFinder } from './text-finder.ts';

export interface LogSearch {
  readonly query: string;
  readonly ignoreCase: boolean;
  /** The line to begin with, from 0. */
  readonly from: number;
  /** Lines that are found at most. */
  readonly limit: number;
  /** Bytes that are searched at most, up to the end of a line. */
  readonly bytes: number;
}

export interface FoundLine {
  /** From 0. */
  readonly line: number;
  /** Where in the log it is, in bytes. Of a line with very many only the first. */
  readonly ranges: { readonly offset: number; readonly bytes: number }[];
}

export interface SearchResult {
  readonly found: FoundLine[];
  /** The line to go on with; null when the log was searched to its end. */
  readonly next: number | null;
  /** Lines before the first that was not searched to its end: whoever waits for more goes on there. */
  readonly lines: number;
  /** How far the log was searched, in bytes, and how long it is. */
  readonly searched: number;
  readonly size: number;
}

const mostRanges = 20;
const NEWLINE = 0x0a;

/** Searches for a text, as it is seen: colours that change within it make no difference. Ends early when aborted. */
export async function searchLog(
  log: FileHandle,
  index: FileHandle | null,
  search: LogSearch,
  signal: AbortSignal,
  sizes?: WindowSizes,
): Promise<SearchResult> {
  const { size } = await log.stat();
  const start = await startOfLine(log, index, search.from, size);
  if (start === null) return { found: [], next: null, lines: search.from, searched: size, size };
  const collector = new Collector(search);
  const finder = textFinder(search.query, search.ignoreCase);
  for await (const window of lineWindows(log, start, size, sizes)) {
    const searched = window.offset + window.stop;
    const next = collector.take(window, finder(window.bytes));
    if (next !== null) return { found: collector.found, next, lines: next, searched, size };
    const isEnough = searched - start >= search.bytes && window.bytes[window.stop - 1] === NEWLINE;
    if ((isEnough && searched < size) || signal.aborted)
      return { found: collector.found, next: collector.line, lines: collector.line, searched, size };
  }
  return { found: collector.found, next: null, lines: collector.line, searched: size, size };
}

class Collector {
  readonly found: FoundLine[] = [];
  readonly #limit: number;
  /** Of the byte up to which was counted. */
  line: number;

  constructor({ from, limit }: LogSearch) {
    this.line = from;
    this.#limit = limit;
  }

  /** The line that is found beyond the limit, if it comes to that. */
  take({ bytes, stop, offset }: LineWindow, find: Find): number | null {
    let counted = 0;
    let at = 0;
    for (let match = find(at); match !== null && match.start < stop; match = find(at)) {
      this.line += countNewlines(bytes.subarray(counted, match.start));
      counted = match.start;
      let last = this.found.at(-1);
      if (last?.line !== this.line) {
        if (this.found.length === this.#limit) return this.line;
        last = { line: this.line, ranges: [] };
        this.found.push(last);
      }
      last.ranges.push({ offset: offset + match.start, bytes: match.end - match.start });
      at = match.end;
      if (last.ranges.length >= mostRanges) {
        const newline = bytes.indexOf(NEWLINE, at);
        if (newline === -1) break;
        at = newline + 1;
      }
    }
    this.line += countNewlines(bytes.subarray(counted, stop));
    return null;
  }
}
