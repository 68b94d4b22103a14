import { Type } from 'typebox';
import { withTimeout } from '../../lib/with-timeout.ts';
import { healthOf } from '../../reporting/status.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { findingsFor } from '../health/findings.ts';

const checkTimeoutMs = 2_000;

export const Findings = Type.Object({
  ok: Type.Boolean({ description: 'Nothing has to be done' }),
  findings: Type.Array(
    Type.Object({
      check: Type.String(),
      ok: Type.Boolean(),
      message: Type.String({ description: 'What was found and, for a fault, what to do' }),
    }),
  ),
});

/** `/healthz`: this process answers. `/readyz`: it can also do its work. `/api/health`: so can all the others. */
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

  app.get(
    '/api/health',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Workers, memory of Redis, webhook of GitHub and reports: how each is, and what to do',
        response: { 200: Findings },
      },
    },
    async ({ caller }) => {
      const findings = await findingsFor(context, caller);
      return { ok: findings.every(({ ok }) => ok), findings };
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
