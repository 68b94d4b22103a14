import type { WebSocket } from 'ws';
import type { ServerMessage } from '../../live/messages.ts';
import { keepMessage } from '../../live/piece.ts';

/** Beyond this the news of builds and workers are left out, and the client is told when it reads again. */
const mostNews = 1024 * 1024;
/** A client that sends and never reads is let go. */
const mostWaiting = 8 * 1024 * 1024;

const text = { binary: false, fin: true } as const;

/** The way to one client, with what it has not read yet kept within bounds. */
export class Outlet {
  readonly #socket: WebSocket;
  readonly #onDrain: () => void;
  #leftOut = false;

  /** `onDrain` is called when nothing waits any more. */
  constructor(socket: WebSocket, onDrain: () => void) {
    this.#socket = socket;
    this.#onDrain = onDrain;
  }

  /** Output: false when the client must take it before it is given more. */
  piece(message: Buffer): boolean {
    this.#socket.send(message, text, this.#sent);
    const taken = this.#socket.bufferedAmount === 0;
    if (!taken) keepMessage(message);
    return taken;
  }

  /** News of builds or workers: false when they were left out. */
  news(message: Buffer): boolean {
    if (this.#leftOut || this.#socket.bufferedAmount > mostNews) {
      this.#leftOut = true;
      return false;
    }
    this.#socket.send(message, text, this.#sent);
    return true;
  }

  /** An answer, never left out. */
  answer(message: ServerMessage): void {
    if (this.#socket.bufferedAmount > mostWaiting) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message), this.#sent);
  }

  /** Whether news were left out since the last call. */
  takeLeftOut(): boolean {
    const leftOut = this.#leftOut;
    this.#leftOut = false;
    return leftOut;
  }

  readonly #sent = (): void => {
    if (this.#socket.bufferedAmount === 0) this.#onDrain();
  };
}
