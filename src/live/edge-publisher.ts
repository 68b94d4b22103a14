/** How far a log has been written: bytes below `edge` can be read from its file. */
export interface Edge {
  readonly log: string;
  readonly edge: number;
}

/**
 * Tells viewers how far the logs of one build have come, from the worker. At once when no message is in
 * flight; what happens meanwhile is one message more. When nobody listened to the last one it is quiet
 * for `quietMs`, so that a log that nobody watches costs next to nothing; a viewer that joins in that
 * time reads the file and looks again by itself.
 */
export class EdgePublisher {
  readonly #publish: (message: string) => Promise<number>;
  readonly #quietMs: number;
  readonly #edges = new Map<string, number>();
  #busy = false;
  #quietUntil = 0;

  /** `publish` resolves to the number of listeners, as Redis answers PUBLISH. */
  constructor(publish: (message: string) => Promise<number>, quietMs = 250) {
    this.#publish = publish;
    this.#quietMs = quietMs;
  }

  advanced(log: string, edge: number): void {
    if (performance.now() < this.#quietUntil) return;
    this.#edges.set(log, edge);
    if (!this.#busy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#edges.size > 0) {
        const edges: Edge[] = [...this.#edges].map(([log, edge]) => ({ log, edge }));
        this.#edges.clear();
        const listeners = await this.#publish(JSON.stringify(edges));
        if (listeners === 0) {
          this.#quietUntil = performance.now() + this.#quietMs;
          this.#edges.clear();
        }
      }
    } catch {
      // Redis is away: viewers read the file when it is back.
      this.#edges.clear();
    } finally {
      this.#busy = false;
    }
  }
}
