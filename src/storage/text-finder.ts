import { foldCase } from './fold-case.ts';

/** Part of a buffer. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Finds the next occurrence that begins at `from` or later; null when there is none. */
export type Find = (from: number) => Found | null;

const ESCAPE = 0x1b;
const BRACKET = 0x5b;
/** What is longer is no sequence but data. */
const longestSequence = 64;

/**
 * Looks for a text in bytes without making text of them, as a person sees it: escape sequences in the middle of a
 * word are passed over. The work grows with the length of the bytes alone, whatever is in them. The result is to be given each
 * buffer.
 */
export function textFinder(query: string, ignoreCase: boolean): (bytes: Buffer) => Find {
  const needle = Buffer.from(query);
  if (ignoreCase) foldCase(needle);
  return (bytes) => {
    const { seen, cuts } = withoutSequences(bytes);
    return findIn(ignoreCase ? foldCase(seen === bytes ? Buffer.from(bytes) : seen) : seen, needle, cuts);
  };
}

/** Where something was left out: what was at `from` on, and how much in all up to there. */
interface Cut {
  readonly at: number;
  readonly removed: number;
}

function findIn(seen: Buffer, needle: Buffer, cuts: readonly Cut[]): Find {
  const removedBefore = (at: number, isEnd: boolean) => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const cut = cuts[middle] as Cut;
      if (cut.at < at || (cut.at === at && !isEnd)) low = middle + 1;
      else high = middle;
    }
    return cuts[low - 1]?.removed ?? 0;
  };
  /** How much of the bytes before `raw` is seen. */
  const seenBefore = (raw: number) => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const cut = cuts[middle] as Cut;
      if (cut.at + cut.removed <= raw) low = middle + 1;
      else high = middle;
    }
    return Math.min(raw - (cuts[low - 1]?.removed ?? 0), cuts[low]?.at ?? seen.length);
  };
  return (from) => {
    const at = seen.indexOf(needle, seenBefore(from));
    if (at === -1) return null;
    const end = at + needle.length;
    return { start: at + removedBefore(at, false), end: end + removedBefore(end, true) };
  };
}

function withoutSequences(bytes: Buffer): { seen: Buffer; cuts: Cut[] } {
  let found = bytes.indexOf(ESCAPE);
  if (found === -1) return { seen: bytes, cuts: [] };
  const seen = Buffer.allocUnsafe(bytes.length);
  const cuts: Cut[] = [];
  let filled = 0;
  let at = 0;
  for (; found !== -1; found = bytes.indexOf(ESCAPE, Math.max(at, found + 1))) {
    const end = endOfSequence(bytes, found);
    if (end === found) continue;
    filled += bytes.copy(seen, filled, at, found);
    at = end;
    cuts.push({ at: filled, removed: at - filled });
  }
  filled += bytes.copy(seen, filled, at);
  return { seen: seen.subarray(0, filled), cuts };
}

/** The end of the sequence `ESC [ … letter` that begins at `start`, or `start` when none does. */
function endOfSequence(bytes: Buffer, start: number): number {
  if (bytes[start + 1] !== BRACKET) return start;
  const limit = Math.min(bytes.length, start + longestSequence);
  for (let at = start + 2; at < limit; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x40 && byte <= 0x7e) return at + 1;
    if (byte < 0x20 || byte > 0x3f) return start;
  }
  return start;
}
