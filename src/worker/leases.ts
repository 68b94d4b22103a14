import { repeat } from '../lib/repeat.ts';
import { leaseMs } from '../queue/claim.ts';
import type { CancelRequest } from '../state/build.ts';
import type { State } from '../state/index.ts';

const renewEveryMs = 4_000;

export interface Held {
  readonly id: string;
  readonly token: string;
  /** Somebody asked to cancel the build. May be called again for the same request. */
  cancelled(request: CancelRequest): void;
  /** The build is somebody else's now, or ended: nothing that this worker writes will be accepted. */
  lost(): void;
}

/**
 * Renews the leases of all running builds of this worker in one round trip, and learns in the answer which
 * were cancelled or taken away, so that a lost message delays that by one renewal at most.
 */
export class Leases {
  readonly #state: State;
  readonly #held = new Map<string, Held>();
  readonly close: () => Promise<void>;

  constructor(state: State, onError: (error: unknown) => void) {
    this.#state = state;
    this.close = repeat(renewEveryMs, () => this.renew(), onError);
  }

  hold(held: Held): () => void {
    this.#held.set(held.id, held);
    return () => this.#held.delete(held.id);
  }

  get ids(): string[] {
    return [...this.#held.keys()];
  }

  /** All of them, or the one that a message names. */
  async renew(only?: string): Promise<void> {
    const held = [...this.#held.values()].filter(({ id }) => only === undefined || id === only);
    if (held.length === 0) return;
    const answers = await this.#state.builds.renew(
      held.map(({ id, token }) => ({ id, token })),
      leaseMs,
    );
    held.forEach((one, index) => {
      const answer = answers[index];
      if (answer === undefined || answer.lost) one.lost();
      else if (answer.cancel !== null) one.cancelled(answer.cancel);
    });
  }
}
