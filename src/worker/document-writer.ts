/** A command's start changes the run, the stage and the step, and a trivial one ends within this. */
const gatherMs = 10;

/**
 * Writes a running build's document after every change, at most one write at a time: changes within some
 * milliseconds, and those that happen during a write, become one. While Redis is away the write waits, the
 * build goes on, and what is written in the end is the newest state.
 */
export class DocumentWriter {
  readonly #write: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #dirty = false;
  #writing: Promise<void> | null = null;
  #closed = false;
  #hurry = () => {};

  constructor(write: () => Promise<void>, onError: (error: unknown) => void) {
    this.#write = write;
    this.#onError = onError;
  }

  changed(): void {
    this.#dirty = true;
    if (!this.#closed) this.#writing ??= this.#drain();
  }

  /** Stops writing; resolves when a write under way has ended, so that the last word is the caller's. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#hurry();
    await this.#writing;
  }

  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#hurry = resolve;
      setTimeout(resolve, gatherMs);
    });
    while (this.#dirty && !this.#closed) {
      this.#dirty = false;
      await this.#write().catch(this.#onError);
    }
    this.#writing = null;
  }
}
