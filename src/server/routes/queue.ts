import { type Static, Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { listQueue } from '../../queue/list.ts';
import { moveBuild } from '../../queue/move.ts';
import type { QueueMove } from '../../state/move-build.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import { Build, BuildParams, Priority, QueueList } from '../schemas/index.ts';

const Limit = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  { additionalProperties: false },
);
const Move = Type.Object(
  {
    to: Type.Optional(Type.Enum(['front'], { description: 'Before all that wait now' })),
    priority: Type.Optional(Priority),
  },
  { additionalProperties: false },
);

export function queueRoutes(app: App, context: ServerContext): void {
  app.get(
    '/api/queue',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Queued builds, that first whose turn comes first, and why each waits',
        querystring: Limit,
        response: { 200: QueueList },
      },
    },
    ({ query, caller }) => listQueue(context, query.limit ?? 100, visibleTo(caller)),
  );

  app.post(
    '/api/jobs/:name/builds/:number/move',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Give a queued build another place in the queue: the front, or the one of another priority',
        params: BuildParams,
        body: Move,
        response: { 200: Build },
      },
    },
    ({ params: { name, number }, body, caller }) =>
      moveBuild(context, name, number, { to: placeOf(body), by: caller.name }),
  );
}

function placeOf({ to, priority }: Static<typeof Move>): QueueMove {
  if (to !== undefined && priority === undefined) return { to };
  if (to === undefined && priority !== undefined) return { priority };
  throw new DroverError('REQUEST_INVALID', {
    detail: 'Say where the build goes, by one of the two: {"to": "front"} or {"priority": 5}.',
  });
}
