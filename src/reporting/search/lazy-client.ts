import type { SearchClient } from './client.ts';
import { connectSearch } from './connect.ts';
import { SearchFault } from './fault.ts';
import type { SearchSettings } from './settings.ts';

/** After a failure to connect nobody tries again for so long: reports then come from Redis without a wait. */
const restMs = 5_000;

/** One client for many questions: connected at the first, and again when it was lost. */
export class LazyClient {
  readonly #settings: SearchSettings;
  #client: Promise<SearchClient> | null = null;
  #restsUntil = 0;
  #fault: SearchFault | null = null;

  constructor(settings: SearchSettings) {
    this.#settings = settings;
  }

  /** Throws SearchFault. */
  async use<T>(question: (client: SearchClient) => Promise<T>): Promise<T> {
    if (this.#fault !== null && performance.now() < this.#restsUntil) throw this.#fault;
    try {
      this.#client ??= connectSearch(this.#settings);
      const answer = await question(await this.#client);
      this.#fault = null;
      return answer;
    } catch (error) {
      if (error instanceof SearchFault && error.status === null) this.#rest(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.then((one) => one.close()).catch(() => {});
  }

  #rest(fault: SearchFault): void {
    this.#fault = fault;
    this.#restsUntil = performance.now() + restMs;
    void this.close();
  }
}
