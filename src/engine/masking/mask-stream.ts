import type { Automaton } from './automaton.ts';
import { type SkipTable, wordsOf } from './skip-table.ts';

const MASK = Buffer.from('***');

/** Bytes from `start` to before `end`, counted from the beginning of the stream. */
interface Range {
  start: number;
  end: number;
}

/**
 * Bytes in, the same bytes out with every needle replaced; needles that touch or overlap are one. It keeps
 * back only what may still become a needle, so never more than the longest, and what it keeps is copied: the bytes
 * given to `add` may be used for something else after the call, and those given to `emit` during it only.
 */
export class MaskStream {
  readonly #automaton: Automaton;
  readonly #skip: SkipTable;
  readonly #emit: (bytes: Uint8Array) => void;
  #state = 0;
  /** Where the stream is, and up to where it is dealt with. */
  #at = 0;
  #settled = 0;
  /** Up to where the last mask covers: a needle that begins there belongs to it. */
  #maskedTo = -1;
  /** From `#settled` to where these bytes began. */
  #kept: Uint8Array = Buffer.alloc(0);
  /** Needles found and not yet settled, in order, apart from each other. */
  #found: Range[] = [];

  constructor(automaton: Automaton, skip: SkipTable, emit: (bytes: Uint8Array) => void) {
    this.#automaton = automaton;
    this.#skip = skip;
    this.#emit = emit;
  }

  add(bytes: Uint8Array): void {
    this.#search(bytes);
    this.#at += bytes.length;
    this.#settle(this.#at - (this.#automaton.depth[this.#state] as number), bytes);
    const start = this.#at - bytes.length;
    const rest = bytes.subarray(Math.max(0, this.#settled - start));
    if (this.#settled >= start) this.#kept = rest.length === 0 ? rest : Buffer.from(rest);
    else this.#kept = Buffer.concat([this.#kept.subarray(this.#kept.length - (start - this.#settled)), rest]);
  }

  /** No more bytes come: what is kept back is no needle. */
  flush(): void {
    this.#state = 0;
    this.#settle(this.#at, Buffer.alloc(0));
    this.#kept = Buffer.alloc(0);
  }

  /** The automaton reads where a needle may begin; all else is hopped over. */
  #search(bytes: Uint8Array): void {
    const { step, depth, found } = this.#automaton;
    const { next, reach } = this.#skip;
    const words = wordsOf(bytes);
    const end = bytes.length;
    let state = this.#state;
    let at = 0;
    while (at < end) {
      if (state === 0) at = next(words, at);
      const sure = Math.min(end, at + reach);
      while (at < sure || (at < end && depth[state] !== 0)) {
        state = step(state, bytes[at] as number);
        at += 1;
        const length = found[state] as number;
        if (length > 0) this.#note(this.#at + at - length, this.#at + at);
      }
    }
    this.#state = state;
  }

  #note(start: number, end: number): void {
    let from = start;
    for (let last = this.#found.at(-1); last !== undefined && last.end >= from; last = this.#found.at(-1)) {
      from = Math.min(from, last.start);
      this.#found.pop();
    }
    this.#found.push({ start: from, end });
  }

  /** Puts out all before `limit`, where at the earliest a needle to come can begin. */
  #settle(limit: number, bytes: Uint8Array): void {
    let done = 0;
    for (const range of this.#found) {
      if (range.start > limit) break;
      this.#plain(range.start, bytes);
      if (range.start !== this.#maskedTo) this.#emit(MASK);
      this.#settled = Math.min(limit, range.end);
      this.#maskedTo = this.#settled;
      if (range.end > limit) {
        range.start = limit;
        break;
      }
      done += 1;
    }
    this.#found.splice(0, done);
    const next = this.#found[0]?.start ?? limit;
    this.#plain(Math.min(limit, next), bytes);
  }

  /** Puts out the bytes from what is settled to `end` as they are. */
  #plain(end: number, bytes: Uint8Array): void {
    if (end <= this.#settled) return;
    const start = this.#at - bytes.length;
    if (this.#settled < start) {
      const from = this.#kept.length - (start - this.#settled);
      this.#emit(this.#kept.subarray(from, this.#kept.length - Math.max(0, start - end)));
    }
    if (end > start) this.#emit(bytes.subarray(Math.max(0, this.#settled - start), end - start));
    this.#settled = end;
  }
}
