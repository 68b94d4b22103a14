import { satisfies } from '../queue/label-set.ts';
import { queueNameOf, type State } from '../state/index.ts';
import type { WorkerIdentity } from './environment.ts';

/** The queues whose builds a worker may run. Read once, and again after `forget`: a new label set is rare. */
export class MatchingQueues {
  readonly #state: State;
  readonly #labels: ReadonlySet<string>;
  readonly #worker: string;
  #names: Promise<string[]> | null = null;

  constructor(state: State, { name, labels }: Pick<WorkerIdentity, 'name' | 'labels'>) {
    this.#state = state;
    this.#labels = new Set(labels);
    this.#worker = name;
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
    const own = queues.filter(({ worker }) => worker === this.#worker);
    const matching = queues.filter(
      ({ labels, worker }) => worker === undefined && satisfies(this.#labels, labels),
    );
    // Builds that can run nowhere else come first.
    const names = [...own.map(({ name }) => name), queueNameOf([]), ...matching.map(({ name }) => name)];
    return [...new Set(names)];
  }
}
