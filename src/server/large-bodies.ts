import type { FastifyReply, FastifyRequest } from 'fastify';
import { DroverError } from '../errors/error.ts';

/** A body of less does no harm, however many come at once. */
const large = 1024 * 1024;

/**
 * Bounds the memory that large bodies take before anything about them is checked: so many are read at a time, at a
 * route that anybody can reach. A body that does not tell its length counts as a large one.
 */
export function limitLargeBodies(most: number): (request: FastifyRequest, reply: FastifyReply) => void {
  let reading = 0;
  return (request, reply) => {
    const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
    const isLarge = chunked !== undefined || Number(length ?? 0) > large;
    if (!isLarge) return;
    if (reading >= most)
      throw new DroverError('TOO_MANY_REQUESTS', {
        detail: `${most} large requests are being read at this server: try again in a moment.`,
      });
    reading += 1;
    reply.raw.once('close', () => {
      reading -= 1;
    });
  };
}
