/** Lets one waiter sleep until something happened, also when it happened just before. */
export class Wake {
  #happened = false;
  #resolve: (() => void) | null = null;

  set(): void {
    this.#happened = true;
    this.#resolve?.();
  }

  /** Resolves at once after `set`, else at the next one or after `ms`; then waits anew. */
  async wait(ms: number): Promise<void> {
    if (!this.#happened) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    }
    this.#resolve = null;
    this.#happened = false;
  }
}
