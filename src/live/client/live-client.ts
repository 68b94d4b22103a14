import type { ErrorMessage, ServerMessage } from '../messages.ts';
import { type BuildsHandlers, type BuildsWanted, buildsSubscription } from './builds-subscription.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { type OutputHandlers, type OutputWanted, outputSubscription } from './output-subscription.ts';
import { keyOf, LiveError, type Subscription } from './subscription.ts';
import { type WorkersHandlers, workersSubscription } from './workers-subscription.ts';

export interface LiveClientOptions extends ConnectionOptions {
  /** The connection broke, and another is being made: once until one stands again. */
  readonly onLost?: () => void;
  /** A connection stands; also the first. */
  readonly onConnected?: () => void;
  /** The server could not make sense of something that belongs to no subscription. */
  readonly onError?: (error: LiveError) => void;
}

type Unsubscribe = () => void;

/**
 * Live output, builds and workers over one connection. It is opened with the first subscription. When it breaks
 * another is made, to the next server, and each subscription goes on where it was: output by offsets, builds by
 * the last event, workers with the whole list. Nothing is kept but these positions. No interface of Node or of
 * a browser is used but timers: the socket is given.
 */
export class LiveClient {
  readonly #options: LiveClientOptions;
  readonly #subscriptions = new Map<string, Subscription>();
  #connection: Connection | null = null;

  constructor(options: LiveClientOptions) {
    this.#options = options;
  }

  /** Each of these returns what ends the subscription. One for the same thing takes the place of the older. */
  output(wanted: OutputWanted, handlers: OutputHandlers): Unsubscribe {
    return this.#add(outputSubscription(wanted, handlers));
  }

  builds(wanted: BuildsWanted, handlers: BuildsHandlers): Unsubscribe {
    return this.#add(buildsSubscription(wanted, handlers));
  }

  workers(handlers: WorkersHandlers): Unsubscribe {
    return this.#add(workersSubscription(handlers));
  }

  /** Lets nothing more come until `resume`, for a reader that cannot keep up. Concerns every subscription. */
  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  close(): void {
    this.#subscriptions.clear();
    this.#connection?.close();
    this.#connection = null;
  }

  #add(subscription: Subscription): Unsubscribe {
    const { key } = subscription;
    const replaced = this.#subscriptions.get(key);
    if (replaced !== undefined) this.#connection?.send(replaced.unsubscribe());
    this.#subscriptions.set(key, subscription);
    if (this.#connection === null) this.#connect();
    else this.#subscribe(subscription);
    return () => {
      if (this.#subscriptions.get(key) !== subscription) return;
      this.#subscriptions.delete(key);
      this.#connection?.send(subscription.unsubscribe());
    };
  }

  #subscribe(subscription: Subscription): void {
    for (const message of subscription.subscribe()) this.#connection?.send(message);
  }

  #connect(): void {
    this.#connection = new Connection(this.#options, {
      opened: () => {
        this.#options.onConnected?.();
        for (const subscription of this.#subscriptions.values()) this.#subscribe(subscription);
      },
      message: (text) => this.#message(text),
      lost: () => this.#options.onLost?.(),
      failed: (error) => this.#fail(error),
    });
  }

  #message(text: string): boolean {
    const message = parse(text);
    if (message === null) return false;
    if (message.type === 'error') {
      this.#refuse(message);
      return false;
    }
    for (const subscription of this.#meant(message)) {
      const outcome = subscription.take(message);
      if (outcome === 'over') this.#subscriptions.delete(subscription.key);
      if (outcome === 'broken') {
        this.#connection?.restart();
        return false;
      }
    }
    return true;
  }

  /** The subscriptions that a message belongs to; a change of a build may belong to three, one of a job to each of its builds'. */
  #meant(message: ServerMessage): Subscription[] {
    if (message.type === 'changed' && message.what === 'job') {
      const ofJob = keyOf('builds', message.job);
      return [...this.#subscriptions.values()].filter(
        ({ key }) => key === keyOf('builds') || key.startsWith(ofJob),
      );
    }
    return keysOf(message).flatMap((key) => this.#subscriptions.get(key) ?? []);
  }

  #refuse(message: ErrorMessage): void {
    const error = new LiveError(message);
    const key = message.channel === undefined ? '' : keyOf(message.channel, message.job, message.build);
    const subscription = this.#subscriptions.get(key);
    if (subscription === undefined) {
      this.#options.onError?.(error);
      return;
    }
    if (passes(message)) {
      this.#connection?.restart();
      return;
    }
    this.#subscriptions.delete(key);
    subscription.failed(error);
  }

  #fail(error: Error): void {
    const failed = [...this.#subscriptions.values()];
    this.close();
    for (const subscription of failed) subscription.failed(error);
  }
}

/** Redis is away, for this server at least: worth another attempt, there or elsewhere. */
const passes = ({ code }: ErrorMessage): boolean => code === 'REDIS_UNAVAILABLE';

function keysOf(message: ServerMessage): string[] {
  switch (message.type) {
    case 'subscribed':
    case 'reload':
      return [keyOf(message.channel, message.job, message.build)];
    case 'output':
    case 'end':
      return [keyOf('output', message.job, message.build)];
    case 'build':
      return [keyOf('builds'), keyOf('builds', message.job), keyOf('builds', message.job, message.number)];
    case 'changed':
      return [
        keyOf('builds'),
        ...(message.job === undefined ? [] : [keyOf('builds', message.job)]),
        ...(message.numbers ?? []).map((number) => keyOf('builds', message.job, number)),
      ];
    case 'workers':
    case 'heartbeat':
    case 'gone':
      return [keyOf('workers')];
    case 'error':
      return [];
  }
  // What a newer server says beside that is not for this client.
  return [];
}

function parse(text: string): ServerMessage | null {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? (message as ServerMessage) : null;
  } catch {
    return null;
  }
}
