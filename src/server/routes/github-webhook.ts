import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { limitLargeBodies } from '../large-bodies.ts';

/** GitHub sends no payload that is larger. */
const bodyLimit = 25 * 1024 * 1024;

/** So many of more than a megabyte are read at a time; GitHub's events have some ten kilobytes. */
const mostLarge = 8;

const Answer = Type.Object({
  delivery: Type.String(),
  outcome: Type.Enum(['accepted', 'ignored', 'failed', 'duplicate']),
  reason: Type.String(),
});

/**
 * Where GitHub sends events to. The body is kept as the bytes that were signed; it is answered as soon as the delivery is
 * kept, and processed afterwards.
 */
export function githubWebhookRoutes(app: App, { github }: ServerContext): void {
  const limitLarge = limitLargeBodies(mostLarge);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/json', 'application/x-www-form-urlencoded'],
    { parseAs: 'buffer', bodyLimit },
    (_request, body, done) => done(null, body),
  );

  app.post(
    '/api/github/webhook',
    {
      bodyLimit,
      config: { open: true, listedElsewhere: true },
      onRequest: async (request, reply) => {
        await github.admit(request.headers);
        limitLarge(request, reply);
      },
      schema: {
        summary: 'An event of GitHub, signed with the secret of the webhook',
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        response: { 200: Answer, 202: Answer },
      },
    },
    async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { record, duplicate } = await github.receive(request.headers, body);
      const { id, outcome, reason } = record;
      if (duplicate)
        return { delivery: id, outcome: 'duplicate', reason: 'this delivery has been here before' } as const;
      reply.code(outcome === 'accepted' ? 202 : 200);
      return { delivery: id, outcome, reason } as { delivery: string; outcome: 'accepted'; reason: string };
    },
  );
}
