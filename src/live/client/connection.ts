import { BackOff } from './back-off.ts';
import type { LiveSocket, OpenSocket } from './socket.ts';

const opensWithinMs = 15_000;

export interface ConnectionOptions {
  /** Addresses of servers, `http://…` or `https://…`; each stands for all. */
  readonly urls: readonly string[];
  readonly openSocket: OpenSocket;
  /** Consecutive attempts that may fail before `failed` is called; for ever when left out. */
  readonly attempts?: number;
}

export interface ConnectionEvents {
  /** A socket is open: what is wanted has to be said on it. */
  opened(): void;
  /** False: it told of a fault, so the server does not count as well. */
  message(text: string): boolean;
  /** An open connection broke; another is being opened. */
  lost(): void;
  /** The server refuses, or the attempts are used up: nothing more comes. */
  failed(error: Error): void;
}

/**
 * closed ──> opening ──> open
 *              ^  └── waiting <─┘   (broken; the next attempt goes to the next address)
 *
 * One socket at a time to one of several servers. A socket that ends is replaced, soon at first and then ever
 * later; only a message of the server that is no error, not the mere opening, makes the next pause short again.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #backOff = new BackOff();
  #next = 0;
  #socket: LiveSocket | null = null;
  #open = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #paused = false;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    if (options.urls.length === 0) throw new Error('no address of a server');
    this.#options = options;
    this.#events = events;
    this.#connect();
  }

  /** Sends nothing when no socket is open: `opened` says everything anew. */
  send(message: object): void {
    if (this.#open) this.#socket?.send(JSON.stringify(message));
  }

  /** Gives up the socket, and opens another after a pause. */
  restart(): void {
    const wasOpen = this.#open;
    this.#abandon();
    this.#lose(wasOpen);
  }

  /** Lets nothing more come until `resume`: the server, or its network, has to wait. */
  pause(): void {
    if (this.#paused || this.#closed) return;
    this.#paused = true;
    if (this.#socket?.pause) this.#socket.pause();
    else this.#abandon();
  }

  resume(): void {
    if (!this.#paused || this.#closed) return;
    this.#paused = false;
    if (this.#socket !== null) this.#socket.resume?.();
    else if (this.#timer === undefined) this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#abandon();
  }

  #connect(): void {
    this.#timer = undefined;
    if (this.#paused) return;
    const { urls, openSocket } = this.#options;
    const url = urls[this.#next % urls.length] ?? '';
    this.#next += 1;
    // Only the socket of this attempt may speak: one that was abandoned may still close, or say something.
    const ifCurrent = (act: () => void) => {
      if (this.#socket === socket) act();
    };
    const socket = openSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/api/live`, {
      opened: () => ifCurrent(() => this.#opened()),
      message: (text) => ifCurrent(() => this.#message(text)),
      closed: (refused) => ifCurrent(() => this.#ended(refused)),
    });
    this.#socket = socket;
    this.#timer = setTimeout(() => this.restart(), opensWithinMs);
  }

  #opened(): void {
    this.#stopTimer();
    this.#open = true;
    this.#events.opened();
  }

  #message(text: string): void {
    const isWell = this.#events.message(text);
    if (isWell) this.#backOff.reset();
  }

  #ended(refused: Error | undefined): void {
    this.#stopTimer();
    const wasOpen = this.#open;
    this.#socket = null;
    this.#open = false;
    if (refused !== undefined) this.#fail(refused);
    else this.#lose(wasOpen);
  }

  #lose(wasOpen: boolean): void {
    if (this.#closed) return;
    if (this.#backOff.failures >= (this.#options.attempts ?? Number.POSITIVE_INFINITY)) {
      this.#fail(new Error(`no server answers at ${this.#options.urls.join(', ')}`));
      return;
    }
    this.#timer = setTimeout(() => this.#connect(), this.#backOff.next());
    if (wasOpen) this.#events.lost();
  }

  #fail(error: Error): void {
    this.close();
    this.#events.failed(error);
  }

  #abandon(): void {
    this.#stopTimer();
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    socket?.close();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
