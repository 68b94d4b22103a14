export interface GateOptions {
  /** So many are inside at a time. */
  readonly width: number;
  /** Who has not left after this, as one that waits for something that is away, holds up nobody any more. */
  readonly withinMs: number;
  /** Whether something more urgent happened in this turn of the event loop: then nobody is let in, for a while. */
  readonly busy?: () => boolean;
}

/** How long something more urgent can hold up those who wait, from one to the next. */
const patienceMs = 20;

/**
 * Lets a few in at a time; the others wait in the order of their coming. What thousands begin at the same moment is
 * then done in small portions, between which everything else gets its turn.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #scheduled = false;
  #admittedAt = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Resolves when there is room, to the function that makes room again. */
  enter(): Promise<() => void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.#inside += 1;
        resolve(this.#leaveOnce());
      });
      if (this.#waiting.length === 1 && this.#options.busy?.() !== true) this.#admit();
      else this.#schedule();
    });
  }

  #leaveOnce(): () => void {
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      clearTimeout(limit);
      // In a later turn of the event loop: one right after another would be the whole crowd at once.
      setImmediate(() => {
        this.#inside -= 1;
        this.#schedule();
      });
    };
    const limit = setTimeout(leave, this.#options.withinMs);
    limit.unref();
    return leave;
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#inside >= this.#options.width) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const patient = performance.now() - this.#admittedAt < patienceMs;
      if (!(patient && this.#options.busy?.())) this.#admit();
      this.#schedule();
    });
  }

  #admit(): void {
    this.#admittedAt = performance.now();
    while (this.#inside < this.#options.width && this.#waiting.length > 0) this.#waiting.shift()?.();
  }
}
