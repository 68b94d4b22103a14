import type { App } from '../../app.ts';
import type { ServerContext } from '../../context.ts';
import { sendText } from '../../send.ts';
import { changeCsv, parameterCsv, reportCsv, testCsv } from './csv.ts';
import { outboxRoutes } from './outbox.ts';
import { periodOf } from './period.ts';
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
  const { reporting } = context;
  outboxRoutes(app, context);

  app.get(
    '/api/reports/builds',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Success rate, durations and queue times, by day, job, worker, cause, stage or step',
        produces: ['application/json', 'text/csv'],
        querystring: ReportQuery,
        response: { 200: Report },
      },
    },
    async (request, reply) => {
      const { by = 'day', order = 'builds', limit = defaultLimit, job = null, format } = request.query;
      const report = await reporting.report({ ...periodOf(request.query), by, order, limit, job });
      return format === 'csv' ? sendCsv(reply, reportCsv(report.rows)) : report;
    },
  );

  app.get(
    '/api/reports/tests',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Tests that fail, are flaky, or are slow',
        produces: ['application/json', 'text/csv'],
        querystring: TestQuery,
        response: { 200: TestReport },
      },
    },
    async (request, reply) => {
      const { order = 'failing', limit = defaultLimit, job = null, format } = request.query;
      const report = await reporting.tests({ ...periodOf(request.query), order, limit, job });
      return format === 'csv' ? sendCsv(reply, testCsv(report.rows)) : report;
    },
  );

  app.get(
    '/api/reports/parameters',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Values that parameters were given, without those of passwords',
        produces: ['application/json', 'text/csv'],
        querystring: ParameterQuery,
        response: { 200: ParameterReport },
      },
    },
    async (request, reply) => {
      const { limit = defaultLimit, job = null, format } = request.query;
      const report = await reporting.parameters({ ...periodOf(request.query), limit, job });
      return format === 'csv' ? sendCsv(reply, parameterCsv(report.rows)) : report;
    },
  );

  app.get(
    '/api/reports/changes',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Jobs that are broken and since when, and those that were mended',
        produces: ['application/json', 'text/csv'],
        querystring: ChangeQuery,
        response: { 200: ChangeReport },
      },
    },
    async (request, reply) => {
      const { job = null, format } = request.query;
      const report = await reporting.changes({ ...periodOf(request.query), job });
      return format === 'csv' ? sendCsv(reply, changeCsv(report)) : report;
    },
  );
}

const sendCsv = (reply: Parameters<typeof sendText>[0], text: string): never =>
  sendText(reply, 'text/csv; charset=utf-8', text);
