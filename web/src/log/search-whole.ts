import type { LogSearchResult } from '../../../src/server/log-schemas.ts';

/** What a search has found by now. */
export interface FoundSoFar {
  /** Numbers of lines, from 1, in order. */
  readonly lines: readonly number[];
  /** How much of the log was searched, from 0 to 1. */
  readonly part: number;
  /** There are more than `lines`. */
  readonly more: boolean;
}

/** What was printed meanwhile is searched after so long. */
const againAfterMs = 1_500;

/**
 * Searches a log answer by answer, and tells what is found after each; of a log that grows also what is printed later,
 * until it ends or `most` lines are found.
 */
export async function* searchWhole(
  ask: (after: number) => Promise<LogSearchResult>,
  most: number,
  grows: () => boolean,
  signal: AbortSignal,
  waitMs = againAfterMs,
): AsyncGenerator<FoundSoFar, void, void> {
  let lines: readonly number[] = [];
  let part = 0;
  for (let after = 0; ; ) {
    // Asked before: what it printed last is searched after it has ended.
    const mayGrow = grows();
    const { found, next, lines: searched, ...extent } = await ask(after);
    after = next ?? searched;
    // A last line that had not ended is searched again.
    const known = lines.at(-1) ?? 0;
    const come = found.map(({ line }) => line).filter((line) => line > known);
    lines = come.length === 0 ? lines : [...lines, ...come];
    const more = next !== null && lines.length >= most;
    const before = part;
    part = next === null ? 1 : extent.searched / Math.max(1, extent.size);
    if (come.length > 0 || part !== before) yield { lines, part, more };
    if (more || (next === null && !mayGrow)) return;
    if (next === null) await pause(waitMs, signal);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
