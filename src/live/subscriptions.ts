import type { Redis } from 'ioredis';

type Listener = (message: Buffer) => void;

interface Channel {
  readonly listeners: Set<Listener>;
  readonly subscribed: Promise<unknown>;
}

/**
 * One Redis connection in subscriber mode for a whole process: a channel is subscribed once however many
 * listeners it has, and given up with the last. After a lost connection ioredis subscribes again by
 * itself; what was published meanwhile is gone, so listeners treat a message as a hint and look at the
 * document or the file for the truth.
 */
export class Subscriptions {
  readonly #redis: Redis;
  readonly #channels = new Map<string, Channel>();

  /** Takes a connection of its own, duplicated from the given one. */
  constructor(redis: Redis) {
    this.#redis = redis.duplicate();
    this.#redis.on('error', () => {});
    this.#redis.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const listener of this.#channels.get(channel.toString())?.listeners ?? []) listener(message);
    });
  }

  /** How many channels are subscribed. */
  get size(): number {
    return this.#channels.size;
  }

  /**
   * Resolves when the subscription stands; the result ends it. A message is a view of what the connection
   * received: who keeps a part of it copies it. Throws when Redis refuses or does not answer in time.
   */
  async listen(name: string, listener: Listener): Promise<() => void> {
    const channel = this.#channels.get(name) ?? this.#subscribe(name);
    channel.listeners.add(listener);
    try {
      await channel.subscribed;
    } catch (error) {
      this.#drop(name, channel, listener);
      throw error;
    }
    return () => this.#drop(name, channel, listener);
  }

  close(): void {
    this.#channels.clear();
    this.#redis.disconnect();
  }

  #subscribe(name: string): Channel {
    const channel = { listeners: new Set<Listener>(), subscribed: this.#redis.subscribe(name) };
    this.#channels.set(name, channel);
    return channel;
  }

  #drop(name: string, channel: Channel, listener: Listener): void {
    channel.listeners.delete(listener);
    if (channel.listeners.size > 0 || this.#channels.get(name) !== channel) return;
    this.#channels.delete(name);
    this.#redis.unsubscribe(name).catch(() => {});
  }
}
