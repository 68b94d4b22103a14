import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { testResultsFile } from '../../reporting/junit/results.ts';
import { testHistory } from '../../reporting/junit/test-history.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { BuildParams, JobParams } from '../schemas/index.ts';
import { sendJson } from '../send.ts';

const mostBytes = 64 * 1024 * 1024;

const status = Type.Enum(['passed', 'flaky', 'failed', 'skipped']);
export const Results = Type.Object({
  total: Type.Integer(),
  passed: Type.Integer({ description: 'flaky ones too' }),
  failed: Type.Integer(),
  skipped: Type.Integer(),
  durationMs: Type.Integer(),
  files: Type.Integer({ description: 'report files that were read' }),
  cases: Type.Array(
    Type.Object({
      suite: Type.String(),
      name: Type.String(),
      status,
      durationMs: Type.Integer(),
      message: Type.Optional(Type.String()),
      details: Type.Optional(Type.String()),
      file: Type.Optional(Type.String()),
      line: Type.Optional(Type.Integer()),
    }),
  ),
});
export const History = Type.Object({
  builds: Type.Array(Type.Integer(), { description: 'builds that have results, newest first' }),
  tests: Type.Array(
    Type.Object({
      suite: Type.String(),
      name: Type.String(),
      runs: Type.Array(
        Type.Object({
          number: Type.Integer(),
          status,
          durationMs: Type.Integer(),
          message: Type.Optional(Type.String()),
        }),
      ),
      failed: Type.Integer(),
      flaky: Type.Boolean(),
      failingSince: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
  truncated: Type.Boolean(),
});
export const HistoryQuery = Type.Object(
  {
    builds: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'newest builds; 20' })),
    suite: Type.Optional(Type.String({ maxLength: 300 })),
    test: Type.Optional(
      Type.String({ maxLength: 300, description: 'one test; else those that failed or were flaky' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  { additionalProperties: false },
);

/** What the test reports of builds said. */
export function testRoutes(app: App, context: ServerContext): void {
  const { state, storage } = context;

  app.get(
    '/api/jobs/:name/builds/:number/tests',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Every test of a build', params: BuildParams, response: { 200: Results } },
    },
    async (request, reply) => {
      const { name, number } = request.params;
      const build = await state.builds.get(name, number);
      const text = await storage.readText(storage.buildFolder(build), testResultsFile, mostBytes);
      if (text === null)
        throw new DroverError('NOT_FOUND', {
          detail: `Build ${name} #${number} has no test results: its job says which files have them in reports.junit.`,
        });
      return sendJson(reply, text);
    },
  );

  app.get(
    '/api/jobs/:name/tests',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Tests over the last builds of a job: which failed, and which are flaky',
        params: JobParams,
        querystring: HistoryQuery,
        response: { 200: History },
      },
    },
    async (request) => {
      const { builds = 20, limit = 100, suite = '', test } = request.query;
      return testHistory(context, request.params.name, {
        builds,
        limit,
        test: test === undefined ? null : { suite, name: test },
      });
    },
  );
}
