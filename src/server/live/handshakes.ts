import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Gate } from '../../lib/gate.ts';
import type { App } from '../app.ts';

/** So many handshakes take a few milliseconds, the check of the token included. */
const atOnce = 8;
/** A handshake that has come to nothing after this, as when Redis is away, makes room for the next. */
const withinMs = 5_000;

/**
 * Lets go of the connection of a handshake that was refused. Its HTTP server does not have it any more, nor any of that
 * server's limits of time, and a client that is not polite would hold it for ever.
 */
export function endRefusedHandshakes(app: App): void {
  app.addHook('onResponse', async ({ raw, headers }) => {
    if (headers.upgrade !== undefined) raw.socket.destroy();
  });
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Lets a few WebSocket handshakes through at a time: when a server was restarted all of its viewers come back at
 * the same moment, and other requests must not wait until the last one has been welcomed. To be called when the
 * WebSocket plugin listens. `done` says that a socket is open; one that is refused closes, which says it too.
 */
export function limitHandshakes(server: Server): { done(socket: Duplex): void } {
  // A connection that is still to be accepted may be anybody's, and one is accepted in each turn of the event loop.
  let accepted = false;
  const takeAccepted = () => {
    const was = accepted;
    accepted = false;
    return was;
  };
  server.on('connection', () => {
    accepted = true;
  });
  const gate = new Gate({ width: atOnce, withinMs, busy: () => takeAccepted() });
  const leaves = new WeakMap<Duplex, () => void>();
  const handlers = server.listeners('upgrade') as Upgrade[];
  server.removeAllListeners('upgrade');

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The HTTP server has let go of the socket, and the plugin does not have it yet.
    const drop = () => socket.destroy();
    socket.on('error', drop);
    void gate.enter().then((leave) => {
      socket.off('error', drop);
      if (socket.destroyed) return leave();
      leaves.set(socket, leave);
      socket.once('close', leave);
      for (const handle of handlers) handle.call(server, request, socket, head);
    });
  });
  return { done: (socket) => leaves.get(socket)?.() };
}
