import type { WebSocket } from 'ws';

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

/** Pings every client in turn and lets go of those that do not answer. Returns the closer. */
export function keepAlive(
  sockets: () => Iterable<WebSocket>,
  bytesSent: (socket: WebSocket) => number,
  everyMs = pingEveryMs,
): () => void {
  const watched = new WeakMap<WebSocket, Watched>();
  const timer = setInterval(() => {
    for (const socket of sockets()) check(socket);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);

  function check(socket: WebSocket): void {
    const state = watched.get(socket) ?? begin(socket);
    const behind = bytesSent(socket) - state.bytesAtPong > slowBytes;
    if (state.missed >= (behind ? missedBySlow : missedAtMost)) {
      socket.terminate();
      return;
    }
    state.missed += 1;
    if (socket.readyState === socket.OPEN) socket.ping();
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
