import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';

const text = Type.String({ minLength: 1, maxLength: 200 });
const Query = Type.Object(
  {
    who: Type.Optional(text),
    method: Type.Optional(Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])),
    route: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'As /api/jobs/:name' })),
    status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
    refused: Type.Optional(Type.Boolean({ description: 'Only what was refused: 401, 403, 429' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    before: Type.Optional(Type.String({ pattern: '^\\d{1,15}-\\d{1,15}$' })),
  },
  { additionalProperties: false },
);
export const Entry = Type.Object({
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  who: Type.Union([Type.String(), Type.Null()], { description: 'null: nobody that is known' }),
  via: Type.Union([Type.String(), Type.Null()]),
  from: Type.String(),
  method: Type.String(),
  route: Type.String(),
  params: Type.Record(Type.String(), Type.String()),
  status: Type.Integer(),
  code: Type.Optional(Type.String({ description: 'Of the refusal' })),
});

export function auditRoutes(app: App, { state }: ServerContext): void {
  app.get(
    '/api/audit',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Who changed what, and who was refused, newest first',
        querystring: Query,
        response: {
          200: Type.Object({
            entries: Type.Array(Entry),
            next: Type.Union([Type.String(), Type.Null()], {
              description: 'give it as `before` for the next page',
            }),
          }),
        },
      },
    },
    ({ query: { limit = 100, before, ...filter } }) => state.audit.page(filter, { limit, before }),
  );
}
