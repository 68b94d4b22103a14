import { satisfies } from '../queue/label-set.ts';
import { queueNameOf, type State } from '../state/index.ts';

/** The queues whose builds a worker may run. Read once, and again after `forget`: a new label set is rare. */
export class MatchingQueues {
  readonly #state: State;
  readonly #labels: ReadonlySet<string>;
  #names: Promise<string[]> | null = null;

  constructor(state: State, labels: readonly string[]) {
    this.#state = state;
    this.#labels = new Set(labels);
  }

  /** Never empty: builds that ask for no label can always come. */
  names(): Promise<string[]> {
    this.#names ??= this.#read().catch((error: unknown) => {
      this.#names = null;
      throw error;
    });
    return this.#names;
  }

  forget(): void {
    this.#names = null;
  }

  async #read(): Promise<string[]> {
    const queues = await this.#state.queues.list();
    const matching = queues.filter(({ labels }) => satisfies(this.#labels, labels)).map(({ name }) => name);
    return [...new Set([queueNameOf([]), ...matching])];
  }
}
