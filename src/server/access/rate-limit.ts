import { DroverError } from '../../errors/error.ts';

const windowMs = 60_000;
/** With more callers than this within a minute the count begins anew: the memory is bounded, the limit then laxer. */
const mostCounted = 20_000;

/**
 * Requests of each caller within a minute, counted by each server for itself. It stops what runs away; who
 * works, watches or measures does not come near it.
 */
export class RateLimit {
  readonly #most: number;
  #counts = new Map<string, number>();
  #windowEnds = 0;

  /** `most` in a minute; 0: no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Throws TOO_MANY_REQUESTS. */
  count(who: string): void {
    if (this.#most === 0) return;
    const now = performance.now();
    if (now >= this.#windowEnds || this.#counts.size >= mostCounted) {
      this.#counts = new Map();
      this.#windowEnds = now + windowMs;
    }
    const count = (this.#counts.get(who) ?? 0) + 1;
    this.#counts.set(who, count);
    if (count <= this.#most) return;
    const seconds = Math.ceil((this.#windowEnds - now) / 1000);
    throw new DroverError(
      'TOO_MANY_REQUESTS',
      { detail: `More than ${this.#most} requests in a minute. The next may come in ${seconds} s.` },
      { retryAfter: seconds },
    );
  }
}
