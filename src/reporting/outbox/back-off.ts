import { jitter } from '../../lib/jitter.ts';

const firstMs = 1_000;
const longestMs = 60_000;

/** Pauses that double with each failure in a row, to a minute. */
export class BackOff {
  #failures = 0;
  #until = 0;

  get failures(): number {
    return this.#failures;
  }

  get waits(): boolean {
    return performance.now() < this.#until;
  }

  failed(): void {
    this.#until = performance.now() + jitter(Math.min(longestMs, firstMs * 2 ** this.#failures));
    this.#failures = Math.min(this.#failures + 1, 30);
  }

  worked(): void {
    this.#failures = 0;
    this.#until = 0;
  }
}
