import { Type } from 'typebox';
import { cancelBuild } from '../../queue/cancel.ts';
import { extendBuild } from '../../queue/extend.ts';
import { removeBuild } from '../../queue/remove.ts';
import { rerunBuild } from '../../queue/rerun.ts';
import { submitBuild } from '../../queue/submit.ts';
import type { BuildDocument } from '../../state/build.ts';
import { isVisibleBuild } from '../access/filter.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import {
  Build,
  BuildList,
  BuildPage,
  BuildParams,
  BuildStatus,
  JobParams,
  Priority,
} from '../schemas/index.ts';
import { sendJson, sendNothing } from '../send.ts';

const Start = Type.Object(
  {
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    priority: Type.Optional(Priority),
  },
  { additionalProperties: false },
);
const Rerun = Type.Object(
  {
    ...Start.properties,
    from: Type.Optional(
      Type.Literal('failedStage', {
        description: 'Go on in the workspace that the build left, from the stage that failed',
      }),
    ),
  },
  { additionalProperties: false },
);
const Page = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
);
const Selection = Type.Object(
  {
    status: Type.Optional(BuildStatus),
    worker: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Those that it runs or ran' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  { additionalProperties: false },
);
const Limit = Type.Object(
  { timeout: Type.String({ maxLength: 64, description: 'As 90s, 10m or 1h30m' }) },
  { additionalProperties: false },
);
const Pin = Type.Object(
  { reason: Type.Optional(Type.String({ maxLength: 1000 })) },
  { additionalProperties: false },
);
/** Of which those that may be seen are looked for. */
const mostBuilds = 1000;
/** As many requests as it takes to kill a build's processes at once. */
const forced = 3;
const Cancel = Type.Object(
  { reason: Type.Optional(Type.String({ maxLength: 1000 })), force: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);

export function buildRoutes(app: App, context: ServerContext): void {
  const { state } = context;

  app.post(
    '/api/jobs/:name/builds',
    {
      config: { role: 'runner' },
      schema: { summary: 'Start a build', params: JobParams, body: Start, response: { 201: Build } },
    },
    async (request, reply) => {
      const build = await submitBuild(context, {
        job: request.params.name,
        parameters: request.body.parameters ?? {},
        priority: request.body.priority,
        cause: { kind: 'api', by: request.caller.name },
      });
      reply.code(201).header('location', locationOf(build));
      return build;
    },
  );

  app.get(
    '/api/jobs/:name/builds',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'History of a job, newest first',
        params: JobParams,
        querystring: Page,
        response: { 200: BuildPage },
      },
    },
    async (request, reply) => {
      const page = await state.builds.page(request.params.name, { limit: 20, ...request.query });
      const next = page.next === null ? 'null' : String(page.next);
      return sendJson(reply, `{"builds":${page.json},"next":${next}}`);
    },
  );

  app.get(
    '/api/jobs/:name/builds/:number',
    {
      config: { role: 'viewer' },
      schema: { summary: 'One build', params: BuildParams, response: { 200: Build } },
    },
    async (request, reply) => {
      const text = await state.builds.getText(request.params.name, request.params.number);
      return sendJson(reply, text);
    },
  );

  app.delete(
    '/api/jobs/:name/builds/:number',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Delete a finished build with its logs',
        params: BuildParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await removeBuild(context, request.params.name, request.params.number);
      return sendNothing(reply);
    },
  );

  app.patch(
    '/api/jobs/:name/builds/:number',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Give a running build another time limit, counted from its start',
        params: BuildParams,
        body: Limit,
        response: { 202: Build },
      },
    },
    async (request, reply) => {
      const { name, number } = request.params;
      await extendBuild(context, name, number, request.body.timeout);
      reply.code(202);
      return state.builds.get(name, number);
    },
  );

  app.put(
    '/api/jobs/:name/builds/:number/pin',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Keep a finished build whatever retention says',
        params: BuildParams,
        body: Pin,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name, number } = request.params;
      const { reason = '' } = request.body;
      await state.builds.pin(name, number, { by: request.caller.name, at: new Date().toISOString(), reason });
      return sendNothing(reply);
    },
  );

  app.delete(
    '/api/jobs/:name/builds/:number/pin',
    {
      config: { role: 'runner' },
      schema: { summary: 'No longer keep a build', params: BuildParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await state.builds.pin(request.params.name, request.params.number, null);
      return sendNothing(reply);
    },
  );

  app.post(
    '/api/jobs/:name/builds/:number/cancel',
    {
      config: { role: 'runner' },
      schema: { summary: 'Cancel a build', params: BuildParams, body: Cancel, response: { 202: Build } },
    },
    async (request, reply) => {
      const build = await cancelBuild(context, request.params.name, request.params.number, {
        by: request.caller.name,
        at: new Date().toISOString(),
        reason: request.body.reason ?? '',
        ...(request.body.force === true ? { requests: forced } : {}),
      });
      reply.code(202);
      return build;
    },
  );

  app.post(
    '/api/jobs/:name/builds/:number/rerun',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Run a build again, with its definition and parameters',
        params: BuildParams,
        body: Rerun,
        response: { 201: Build },
      },
    },
    async (request, reply) => {
      const { name, number } = request.params;
      const build = await rerunBuild(context, name, number, {
        ...request.body,
        by: request.caller.name,
      });
      reply.code(201).header('location', locationOf(build));
      return build;
    },
  );

  app.get(
    '/api/builds',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Builds of all jobs, newest first',
        querystring: Selection,
        response: { 200: BuildList },
      },
    },
    async ({ query: { limit = 100, ...query }, caller }, reply) => {
      const visible = visibleTo(caller);
      const all = await state.builds.listAll({ ...query, limit: visible === null ? limit : mostBuilds });
      const texts =
        visible === null ? all : all.filter((text) => isVisibleBuild(text, visible)).slice(0, limit);
      return sendJson(reply, `{"builds":[${texts.join(',')}]}`);
    },
  );
}

const locationOf = (build: BuildDocument): string => `/api/jobs/${build.job}/builds/${build.number}`;
