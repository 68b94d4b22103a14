import { Type } from 'typebox';
import { DroverError } from '../../../errors/error.ts';
import type { App } from '../../app.ts';
import type { ServerContext } from '../../context.ts';
import { JobName } from '../../schemas/index.ts';
import { sendNothing } from '../../send.ts';
import { extentOf } from './extent.ts';
import { Backfill, LogQuery, LogSearch, nullable, RefusedList, ReportingStatus } from './outbox-schemas.ts';

const strict = { additionalProperties: false };
const Ids = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Type.String({ maxLength: 250 }), {
        maxItems: 1_000,
        description: 'builds, as `<job>_<number>`; all without',
      }),
    ),
  },
  strict,
);
const Taken = Type.Object({ builds: Type.Integer() });
const Limit = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) }, strict);

/** Reporting to Elasticsearch: how it goes, what was refused, history once more. */
export function outboxRoutes(app: App, { state, reporting }: ServerContext): void {
  const { outbox } = state;

  app.get(
    '/api/reports/status',
    {
      config: { role: 'viewer' },
      schema: { summary: 'How reporting to Elasticsearch goes', response: { 200: ReportingStatus } },
    },
    async () => reporting.status(),
  );

  app.get(
    '/api/reports/logs',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: { summary: 'Which builds printed this', querystring: LogQuery, response: { 200: LogSearch } },
    },
    async (request) => {
      const { query, limit = 20 } = request.query;
      return reporting.logs({ ...(await extentOf(state, request)), query, limit });
    },
  );

  app.get(
    '/api/reports/refused',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Builds whose documents Elasticsearch refused, and why',
        querystring: Limit,
        response: { 200: RefusedList },
      },
    },
    async (request) => ({ refused: await outbox.listRefused(request.query.limit ?? 100) }),
  );

  app.post(
    '/api/reports/refused/resend',
    {
      config: { role: 'admin' },
      schema: { summary: 'Send refused documents again', body: Ids, response: { 200: Taken } },
    },
    async (request) => ({ builds: await outbox.settleRefused('send', request.body.ids ?? []) }),
  );

  app.delete(
    '/api/reports/refused',
    {
      config: { role: 'admin' },
      schema: { summary: 'Forget all refused documents', response: { 200: Taken } },
    },
    async () => ({ builds: await outbox.settleRefused('forget', []) }),
  );

  app.post(
    '/api/reports/backfill',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Report the builds that Redis still has once more, of one job or of all',
        body: Type.Object({ job: Type.Optional(JobName) }, strict),
        response: { 202: Type.Object({ backfill: nullable(Backfill) }) },
      },
    },
    async (request, reply) => {
      const { job = '' } = request.body;
      if (!(await outbox.isOn()))
        throw new DroverError('NOT_REPORTING', { detail: 'start a server with elasticsearchUrl first' });
      if (job !== '') await state.jobs.get(job);
      if (!(await outbox.startBackfill(request.caller.name, job)))
        throw new DroverError('BACKFILL_RUNNING', { by: (await outbox.backfill())?.by ?? 'somebody' });
      reply.code(202);
      return { backfill: await outbox.backfill() };
    },
  );

  app.delete(
    '/api/reports/backfill',
    {
      config: { role: 'admin' },
      schema: { summary: 'Stop a backfill; what is in the outbox is sent', response: { 204: Type.Null() } },
    },
    async (_request, reply) => {
      await outbox.stopBackfill();
      return sendNothing(reply);
    },
  );

  app.delete(
    '/api/reports/outbox',
    {
      config: { role: 'admin' },
      schema: {
        summary:
          'No server reports any more: give up what waits. A server that is configured for it begins anew',
        response: { 200: Taken },
      },
    },
    async () => ({ builds: await outbox.switchOff() }),
  );
}
