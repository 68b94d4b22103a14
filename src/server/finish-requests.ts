import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { pollUntil } from '../lib/poll-until.ts';
import type { App } from './app.ts';

/** A request that takes longer is cut off. What streams, as a followed log, is not waited for: its client goes on elsewhere. */
const answerWithinMs = 5_000;
/** A client that has connected and has not sent its request after this is cut off. */
const askWithinMs = 1_000;
const lookEveryMs = 10;
/** The first may have begun after the look at the network. */
const quietTurns = 2;
/** Of the event loop, in each of which more clients connect, before the listener closes all the same. */
const mostTurns = 1_000;

/**
 * A server that is stopped takes the connections that wait to be accepted and then no more, answers the requests that it has
 * and those of clients that have only connected, and then cuts what is left. So nobody is left without an answer who
 * started a build while servers were restarted one after another.
 */
export function finishRequests(app: App): void {
  const underWay = new Set<FastifyReply>();
  /** Clients that have sent no request yet, by when they came. */
  const silent = new Map<string, number>();
  let accepted = 0;
  app.server.on('connection', (socket: Socket) => {
    accepted += 1;
    const name = nameOf(socket);
    silent.set(name, performance.now());
    socket.once('close', () => silent.delete(name));
  });
  app.server.on('request', ({ socket }) => silent.delete(nameOf(socket)));
  app.addHook('onRequest', async (_request, reply) => {
    underWay.add(reply);
    reply.raw.once('close', () => underWay.delete(reply));
  });
  app.addHook('preClose', async () => {
    await acceptWaiting(() => accepted);
    app.server.close();
    const isDone = () => {
      const since = performance.now() - askWithinMs;
      return [...underWay].every(isStreamed) && [...silent.values()].every((came) => came < since);
    };
    await pollUntil(isDone, lookEveryMs, answerWithinMs);
  });
}

/** The kernel resets what it has taken and nobody has accepted when a listener closes: so until turns bring no more. */
async function acceptWaiting(accepted: () => number): Promise<void> {
  for (let turn = 0, quiet = 0; turn < mostTurns && quiet < quietTurns; turn += 1) {
    const before = accepted();
    await nextTurn();
    quiet = accepted() === before ? quiet + 1 : 0;
  }
}

/** The same for the connection itself and for what TLS makes of it. */
const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

/** Taken over by who writes it, and not at its end. */
const isStreamed = (reply: FastifyReply): boolean => reply.sent && !reply.raw.writableEnded;
