/**
 * What is opened is registered here with its closer; `close` runs them in reverse order, each once.
 * One that fails does not keep the others open: the first failure is thrown at the end.
 */
export class Closers {
  readonly #closers: (() => unknown)[] = [];
  #closing: Promise<void> | null = null;

  add(closer: () => unknown): void {
    this.#closers.push(closer);
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const closer of this.#closers.reverse()) {
      try {
        await closer();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
