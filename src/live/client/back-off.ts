import { jitter } from '../../lib/jitter.ts';

const firstPauseMs = 100;
const longestPauseMs = 10_000;

/** How long to wait before the next attempt, in ms: the first comes soon, then each waits twice as long, up to 10 s. */
export class BackOff {
  #failures = 0;

  get failures(): number {
    return this.#failures;
  }

  next(): number {
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    return jitter(pause);
  }

  reset(): void {
    this.#failures = 0;
  }
}
