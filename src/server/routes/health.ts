import { Type } from 'typebox';
import { withTimeout } from '../../lib/with-timeout.ts';
import { healthOf } from '../../reporting/status.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';

const checkTimeoutMs = 2_000;

/** `/healthz`: this process answers. `/readyz`: it can also do its work. */
export function healthRoutes(app: App, context: ServerContext): void {
  app.get(
    '/healthz',
    { config: { open: true }, schema: { response: { 200: Type.Object({ status: Type.String() }) } } },
    () => ({
      status: 'ok',
    }),
  );

  const Ready = Type.Object({
    status: Type.String(),
    redis: Type.String(),
    storage: Type.String(),
    reports: Type.String({
      description:
        'to Elasticsearch: ok, off, failing, refusals or unconnected; the server is ready all the same',
    }),
    version: Type.String(),
  });
  app.get(
    '/readyz',
    { config: { open: true }, schema: { response: { 200: Ready, 503: Ready } } },
    async (_request, reply) => {
      const [redis, storage, reports] = await Promise.all([
        verdict(context.redis.ping()),
        verdict(context.storage.check()),
        withTimeout(context.reporting.status(), checkTimeoutMs, '').then(healthOf, () => 'unknown'),
      ]);
      const ready = redis === 'ok' && storage === 'ok';
      reply.code(ready ? 200 : 503);
      return { status: ready ? 'ready' : 'unavailable', redis, storage, reports, version: context.version };
    },
  );
}

async function verdict(check: Promise<unknown>): Promise<string> {
  try {
    await withTimeout(check, checkTimeoutMs, 'no answer within 2 s');
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
