import type { WebSocket } from 'ws';
import { Turns } from '../../live/turns.ts';

const pingEveryMs = 20_000;
const missedAtMost = 2;
/** With more than this on its way since the last answer, a client may be slow rather than gone. */
const slowBytes = 64 * 1024;
/** However slow it is, in so many pings something must come back. */
const missedBySlow = 30;

interface Watched {
  missed: number;
  bytesAtPong: number;
}

/**
 * Pings every client and lets go of those that do not answer: a few at a time, since a thousand pings take 30 ms.
 * Returns the closer.
 */
export function keepAlive(
  sockets: () => Iterable<WebSocket>,
  bytesSent: (socket: WebSocket) => number,
  everyMs = pingEveryMs,
): () => void {
  const watched = new WeakMap<WebSocket, Watched>();
  const turns = new Turns();
  const timer = setInterval(() => {
    for (const socket of sockets()) turns.add({ step: () => check(socket) });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);

  /** Never more to do at once. */
  function check(socket: WebSocket): false {
    const state = watched.get(socket) ?? begin(socket);
    const behind = bytesSent(socket) - state.bytesAtPong > slowBytes;
    if (state.missed >= (behind ? missedBySlow : missedAtMost)) {
      socket.terminate();
      return false;
    }
    state.missed += 1;
    if (socket.readyState === socket.OPEN) socket.ping();
    return false;
  }

  function begin(socket: WebSocket): Watched {
    const state = { missed: 0, bytesAtPong: 0 };
    watched.set(socket, state);
    socket.on('pong', () => {
      state.missed = 0;
      state.bytesAtPong = bytesSent(socket);
    });
    return state;
  }
}
