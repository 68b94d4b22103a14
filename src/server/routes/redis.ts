import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';

const Match = Type.Object(
  {
    match: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
  },
  { additionalProperties: false },
);
const Key = Type.Object({ key: Type.String({ minLength: 1, maxLength: 1000 }) });
const Keys = Type.Object({
  keys: Type.Array(Type.String()),
  cursor: Type.String({ description: '0 at the end' }),
});
const Value = Type.Object({
  key: Type.String(),
  type: Type.String(),
  ttlMs: Type.Integer(),
  value: Type.Unknown(),
});

/** What is in Redis, read-only: everything but secrets. */
export function redisRoutes(app: App, { state }: ServerContext): void {
  app.get(
    '/api/redis/keys',
    {
      config: { role: 'admin' },
      schema: { summary: 'Names of keys', querystring: Match, response: { 200: Keys } },
    },
    (request) => state.inspect.keys(request.query.match ?? '*', request.query.cursor ?? '0'),
  );

  app.get(
    '/api/redis/keys/:key',
    {
      config: { role: 'admin' },
      schema: { summary: 'One key: type, life and value', params: Key, response: { 200: Value } },
    },
    (request) => state.inspect.read(request.params.key),
  );
}
