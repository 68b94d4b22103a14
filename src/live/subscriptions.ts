import type { Redis } from 'ioredis';

type Listener = (message: string) => void;

/**
 * One Redis connection in subscriber mode for a whole process: a channel is subscribed once however many
 * listeners it has, and given up with the last. After a lost connection ioredis subscribes again by
 * itself; what was published meanwhile is gone, so listeners treat a message as a hint and look at the
 * document or the file for the truth.
 */
export class Subscriptions {
  readonly #redis: Redis;
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Takes a connection of its own, duplicated from the given one. */
  constructor(redis: Redis) {
    this.#redis = redis.duplicate();
    this.#redis.on('error', () => {});
    this.#redis.on('message', (channel: string, message: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message);
    });
  }

  /** Resolves when the subscription stands; the result ends it. */
  async listen(channel: string, listener: Listener): Promise<() => void> {
    const known = this.#listeners.get(channel);
    const listeners = known ?? new Set<Listener>();
    listeners.add(listener);
    this.#listeners.set(channel, listeners);
    if (known === undefined) await this.#redis.subscribe(channel);
    return () => this.#drop(channel, listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#redis.disconnect();
  }

  #drop(channel: string, listener: Listener): void {
    const listeners = this.#listeners.get(channel);
    if (listeners === undefined) return;
    listeners.delete(listener);
    if (listeners.size > 0) return;
    this.#listeners.delete(channel);
    this.#redis.unsubscribe(channel).catch(() => {});
  }
}
