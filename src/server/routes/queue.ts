import { Type } from 'typebox';
import { listQueue } from '../../queue/list.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import { QueueList } from '../schemas.ts';

const Limit = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  { additionalProperties: false },
);

export function queueRoutes(app: App, context: ServerContext): void {
  app.get(
    '/api/queue',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Queued builds, oldest first, and why each waits',
        querystring: Limit,
        response: { 200: QueueList },
      },
    },
    ({ query, caller }) => listQueue(context, query.limit ?? 100, visibleTo(caller)),
  );
}
