import type { Problem } from '../errors/error.ts';
import { limits } from './limits.ts';
import { nowhere } from './tree.ts';

/** More than are shown, so that those shown are the first of the text and not the first that were found. */
const kept = 10 * limits.problems;

interface Found {
  readonly at: number;
  readonly path: string;
  readonly message: string;
}

/** Gathers problems in any order and gives them back in the order of the text. */
export class ProblemList {
  readonly #lineStarts: readonly number[];
  readonly #found = new Map<string, Found>();
  #more = 0;

  constructor(text = '') {
    this.#lineStarts = lineStarts(text);
  }

  /** `message` may be a function where it costs something to make: past a number nobody reads it. */
  add(at: number, path: string, message: string | (() => string)): void {
    if (this.full) {
      this.#more += 1;
      return;
    }
    const words = typeof message === 'string' ? message : message();
    // What an anchor holds is checked at each of its aliases, and is one mistake.
    const key = `${at === nowhere ? path : at} ${words}`;
    if (!this.#found.has(key)) this.#found.set(key, { at, path, message: words });
  }

  /** More are counted, but not kept. */
  get full(): boolean {
    return this.#found.size >= kept;
  }

  get empty(): boolean {
    return this.#found.size === 0;
  }

  lineOf(at: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lineStarts[middle]! <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  toProblems(): Problem[] {
    const sorted = [...this.#found.values()].sort((a, b) => a.at - b.at);
    const problems = sorted.slice(0, limits.problems).map((found) => this.#placed(found));
    const more = this.#more + sorted.length - problems.length;
    if (more > 0) problems.push({ path: '', message: `and ${more} more problem${more === 1 ? '' : 's'}` });
    return problems;
  }

  #placed({ at, path, message }: Found): Problem {
    if (at === nowhere) return { path, message };
    const line = this.lineOf(at);
    return { path, line, column: at - this.#lineStarts[line - 1]! + 1, message };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
