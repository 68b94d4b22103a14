/** The numbered places in which a worker runs builds. A freed number is given out again, lowest first. */
export class Slots {
  readonly total: number;
  readonly #taken = new Set<number>();
  #waiting: (() => void)[] = [];

  constructor(total: number) {
    this.total = total;
  }

  get busy(): number {
    return this.#taken.size;
  }

  get free(): boolean {
    return this.#taken.size < this.total;
  }

  take(): number {
    for (let slot = 0; slot < this.total; slot++) {
      if (!this.#taken.has(slot)) {
        this.#taken.add(slot);
        return slot;
      }
    }
    throw new RangeError('every slot is taken');
  }

  release(slot: number): void {
    this.#taken.delete(slot);
    this.#notify();
  }

  /** Resolves at the next release, or when `interrupt` is called. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  interrupt(): void {
    this.#notify();
  }

  #notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
