import { repeat } from '../lib/repeat.ts';
import { leaseMs, selfStopAfterMs } from '../queue/lease-times.ts';
import type { CancelRequest } from '../state/build.ts';
import type { State } from '../state/index.ts';

const renewEveryMs = 4_000;

export interface Held {
  readonly id: string;
  readonly token: string;
  readonly steering: {
    /** Somebody asked to cancel the build. May be called again for the same request. */
    cancelled(request: CancelRequest): void;
    /** Somebody has changed its time limit, in ms from its start. May be called again for the same one. */
    limited(ms: number): void;
    /** The build is somebody else's now, or ended: nothing that this worker writes will be accepted. */
    lost(): void;
    /** It could not be renewed for so long that the build may be somebody else's. */
    expired(): void;
  };
}

/**
 * Renews the leases of all running builds of this worker in one round trip, and learns in the answer which
 * were cancelled or taken away, so that a lost message delays that by one renewal at most.
 */
export class Leases {
  readonly #state: State;
  readonly #held = new Map<string, Held & { renewedAt: number }>();
  readonly #closers: (() => Promise<void>)[];

  constructor(state: State, onError: (error: unknown) => void) {
    this.#state = state;
    this.#closers = [
      repeat(renewEveryMs, () => this.renew(), onError),
      // Apart from the renewals, which may wait for Redis.
      repeat(renewEveryMs, async () => this.#expire(), onError),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
  }

  /** From now on, which is just after the claim. */
  hold(held: Held): () => void {
    this.#held.set(held.id, { ...held, renewedAt: performance.now() });
    return () => this.#held.delete(held.id);
  }

  get ids(): string[] {
    return [...this.#held.keys()];
  }

  /** All of them, or the one that a message names. */
  async renew(only?: string): Promise<void> {
    const held = [...this.#held.values()].filter(({ id }) => only === undefined || id === only);
    if (held.length === 0) return;
    const askedAt = performance.now();
    const answers = await this.#state.builds.renew(
      held.map(({ id, token }) => ({ id, token })),
      leaseMs,
    );
    held.forEach((one, index) => {
      const answer = answers[index];
      if (answer === undefined || answer.lost) {
        one.steering.lost();
        return;
      }
      one.renewedAt = askedAt;
      if (answer.limitMs !== null) one.steering.limited(answer.limitMs);
      if (answer.cancel !== null) one.steering.cancelled(answer.cancel);
    });
  }

  /** On the monotonic clock of this node, which goes on while the process is stopped. */
  #expire(): void {
    const now = performance.now();
    for (const one of this.#held.values()) if (now - one.renewedAt >= selfStopAfterMs) one.steering.expired();
  }
}
