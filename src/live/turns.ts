/** How long work goes on before whatever else the process has to do gets its turn. */
const sliceMs = 3;

export interface Task {
  /** Does a little. True: there is more to do at once. */
  step(): boolean;
}

/**
 * Many small tasks in turn, in one thread: each does one step, then the next one's turn comes; after 3 ms
 * the event loop goes round, so that a thousand viewers delay no answer of the server noticeably.
 */
export class Turns {
  readonly #waiting = new Set<Task>();
  #scheduled = false;

  /** It gets a turn soon. Again before that is the same turn. */
  add(task: Task): void {
    this.#waiting.add(task);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#run);
  }

  remove(task: Task): void {
    this.#waiting.delete(task);
  }

  readonly #run = (): void => {
    const until = performance.now() + sliceMs;
    for (const task of this.#waiting) {
      this.#waiting.delete(task);
      // Put at the end, it is met again by this loop.
      if (task.step()) this.#waiting.add(task);
      if (performance.now() >= until) break;
    }
    this.#scheduled = this.#waiting.size > 0;
    if (this.#scheduled) setImmediate(this.#run);
  };
}
