import type { WebSocket } from 'ws';
import { DroverError } from '../../errors/error.ts';
import type { Gate } from '../../lib/gate.ts';
import type { Live } from '../../live/live.ts';
import type { Channel, ClientMessage, Subscribe } from '../../live/messages.ts';
import type { State } from '../../state/index.ts';
import { authorizeAt } from '../access/authorize.ts';
import { requireRoleAnywhere } from '../access/caller.ts';
import { withVisibleBuilds } from '../access/filter.ts';
import { type Caller, type Role, visibleTo } from '../guard.ts';
import { Outlet } from './outlet.ts';
import { readMessage } from './read-message.ts';
import { subscribeToBuilds, subscribeToOutput, subscribeToWorkers } from './subscribe.ts';
import { SubscribeParts } from './subscribe-parts.ts';
import type { Subscription } from './subscription.ts';

const mostSubscriptions = 100;
/** So many messages may wait while one is served; then nothing more is read. */
const mostUnread = 16;

/** The least role that may subscribe. */
const roleFor: Readonly<Record<Channel, Role>> = { builds: 'viewer', workers: 'viewer', output: 'viewer' };

export interface ClientContext {
  readonly caller: Caller;
  readonly live: Live;
  readonly state: Pick<State, 'jobs' | 'folders'>;
  /** All clients make their subscriptions through it. */
  readonly subscribing: Gate;
  /** Is told what is not for people. */
  onFault(error: unknown): void;
}

/** One client: reads its messages in order and holds its subscriptions. */
export class ClientSocket {
  readonly #socket: WebSocket;
  readonly #context: ClientContext;
  readonly #outlet: Outlet;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #unread: { data: Buffer; isBinary: boolean }[] = [];
  readonly #parts = new SubscribeParts();
  #reading = false;
  #closed = false;

  constructor(socket: WebSocket, context: ClientContext) {
    this.#socket = socket;
    this.#context = context;
    this.#outlet = new Outlet(socket, () => this.#drained());
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('error', () => {});
    socket.once('close', () => this.#close());
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#unread.push({ data, isBinary });
    if (this.#unread.length >= mostUnread) this.#socket.pause();
    if (!this.#reading) void this.#readAll();
  }

  async #readAll(): Promise<void> {
    this.#reading = true;
    for (let next = this.#unread.shift(); next !== undefined && !this.#closed; next = this.#unread.shift()) {
      const message = readMessage(next.data, next.isBinary);
      if ('fault' in message)
        this.#outlet.answer({ type: 'error', code: 'REQUEST_INVALID', message: message.fault });
      else await this.#obey(message);
      if (this.#unread.length === 0 && this.#socket.isPaused) this.#socket.resume();
    }
    this.#reading = false;
  }

  async #obey(message: ClientMessage): Promise<void> {
    const key = keyOf(message);
    this.#subscriptions.get(key)?.close();
    this.#subscriptions.delete(key);
    if (message.type === 'unsubscribe') return;
    const whole = this.#whole(message);
    if (whole !== null) await this.#begin(whole, key);
  }

  /** Null while more of it is to come, or when it makes no sense. */
  #whole(message: Subscribe): Subscribe | null {
    if (message.channel !== 'output') return message;
    try {
      return this.#parts.join(message);
    } catch (error) {
      this.#tell(error, message);
      return null;
    }
  }

  async #begin(message: Subscribe, key: string): Promise<void> {
    if (this.#subscriptions.size >= mostSubscriptions) {
      const error = new DroverError('TOO_MANY_REQUESTS', {
        detail: `A socket has at most ${mostSubscriptions} subscriptions.`,
      });
      this.#tell(error, message);
      return;
    }
    const leave = await this.#context.subscribing.enter();
    try {
      await this.#authorize(message);
      const subscription = await this.#subscribe(message, key);
      if (this.#closed) return subscription.close();
      this.#subscriptions.set(key, subscription);
      subscription.start();
    } catch (error) {
      this.#tell(error, message);
    } finally {
      leave();
    }
  }

  async #authorize(message: Subscribe): Promise<void> {
    const { caller, state } = this.#context;
    const needed = roleFor[message.channel];
    requireRoleAnywhere(caller, needed);
    if ('job' in message && message.job !== undefined)
      await authorizeAt(state, caller, { kind: 'job', name: message.job, needed });
  }

  #subscribe(message: Subscribe, key: string): Promise<Subscription> {
    const { live, caller, state } = this.#context;
    const visible = visibleTo(caller);
    const ended = () => this.#subscriptions.delete(key);
    switch (message.channel) {
      case 'builds':
        return subscribeToBuilds(live, this.#outlet, message, visible);
      case 'workers':
        return subscribeToWorkers(
          live,
          this.#outlet,
          visible && ((workers) => withVisibleBuilds(state, visible, workers)),
        );
      case 'output':
        return subscribeToOutput(live, this.#outlet, message, {
          ended,
          failed: (error) => {
            ended();
            this.#tell(error, message);
          },
        });
    }
  }

  #tell(error: unknown, about: Subscribe): void {
    const known = error instanceof DroverError;
    if (!known) this.#context.onFault(error);
    const { channel, job, build } = about as { channel: Channel; job?: string; build?: number };
    this.#outlet.answer({
      type: 'error',
      code: known ? error.code : 'REDIS_UNAVAILABLE',
      message: known ? error.message : 'This cannot be watched now. Try again in a moment.',
      channel,
      ...(job === undefined ? {} : { job }),
      ...(build === undefined ? {} : { build }),
    });
  }

  #drained(): void {
    const leftOut = this.#outlet.takeLeftOut();
    for (const subscription of this.#subscriptions.values()) subscription.drained(leftOut);
  }

  #close(): void {
    this.#closed = true;
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
  }
}

/** A second subscription to the same takes the place of the first. */
function keyOf(message: ClientMessage): string {
  const { channel, job = '', build = '' } = message as { channel: string; job?: string; build?: number };
  return `${channel} ${job} ${build}`;
}
