import type { FastifyReply } from 'fastify';
import { pollUntil } from '../lib/poll-until.ts';
import type { App } from './app.ts';

/** A request that takes longer is cut off. What streams, as a followed log, is not waited for: its client goes on elsewhere. */
const answerWithinMs = 5_000;
const lookEveryMs = 10;

/**
 * A server that is stopped takes no new connection, answers the requests that it has, and then cuts what is left. So
 * nobody is left without an answer who started a build while servers were restarted one after another.
 */
export function finishRequests(app: App): void {
  const underWay = new Set<FastifyReply>();
  app.addHook('onRequest', async (_request, reply) => {
    underWay.add(reply);
    reply.raw.once('close', () => underWay.delete(reply));
  });
  app.addHook('preClose', async () => {
    app.server.close();
    await pollUntil(() => [...underWay].every(isStreamed), lookEveryMs, answerWithinMs);
  });
}

/** Taken over by who writes it, and not at its end. */
const isStreamed = (reply: FastifyReply): boolean => reply.sent && !reply.raw.writableEnded;
