import type { TSchema } from 'typebox';
import type { App } from '../../app.ts';
import type { ServerContext } from '../../context.ts';
import { sendText } from '../../send.ts';
import { changeCsv, parameterCsv, reportCsv, testCsv } from './csv.ts';
import { extentOf } from './extent.ts';
import { outboxRoutes } from './outbox.ts';
import {
  ChangeQuery,
  ChangeReport,
  ParameterQuery,
  ParameterReport,
  Report,
  ReportQuery,
  TestQuery,
  TestReport,
} from './schemas.ts';

const defaultLimit = 100;

/** What happened to many builds: how often, how long, what got worse. */
export function reportRoutes(app: App, context: ServerContext): void {
  const { state, reporting } = context;
  outboxRoutes(app, context);

  app.get(
    '/api/reports/builds',
    reportRoute(
      'Success rate, durations and queue times, by day, job, worker, cause, stage or step',
      ReportQuery,
      Report,
    ),
    async (request, reply) => {
      const { by = 'day', order = 'builds', limit = defaultLimit, format } = request.query;
      const report = await reporting.report({ ...(await extentOf(state, request)), by, order, limit });
      return format === 'csv' ? sendCsv(reply, reportCsv(report.rows)) : report;
    },
  );

  app.get(
    '/api/reports/tests',
    reportRoute('Tests that fail, are flaky, or are slow', TestQuery, TestReport),
    async (request, reply) => {
      const { order = 'failing', limit = defaultLimit, format } = request.query;
      const report = await reporting.tests({ ...(await extentOf(state, request)), order, limit });
      return format === 'csv' ? sendCsv(reply, testCsv(report.rows)) : report;
    },
  );

  app.get(
    '/api/reports/parameters',
    reportRoute(
      'Values that parameters were given, without those of passwords',
      ParameterQuery,
      ParameterReport,
    ),
    async (request, reply) => {
      const { limit = defaultLimit, format } = request.query;
      const report = await reporting.parameters({ ...(await extentOf(state, request)), limit });
      return format === 'csv' ? sendCsv(reply, parameterCsv(report.rows)) : report;
    },
  );

  app.get(
    '/api/reports/changes',
    reportRoute('Jobs that are broken and since when, and those that were mended', ChangeQuery, ChangeReport),
    async (request, reply) => {
      const report = await reporting.changes(await extentOf(state, request));
      return request.query.format === 'csv' ? sendCsv(reply, changeCsv(report)) : report;
    },
  );
}

const reportRoute = <Query extends TSchema, Answer extends TSchema>(
  summary: string,
  querystring: Query,
  answer: Answer,
) => ({
  config: { role: 'viewer', scope: 'filtered' } as const,
  schema: { summary, produces: ['application/json', 'text/csv'], querystring, response: { 200: answer } },
});

const sendCsv = (reply: Parameters<typeof sendText>[0], text: string): never =>
  sendText(reply, 'text/csv; charset=utf-8', text);
