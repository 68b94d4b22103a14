import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { DroverError } from '../errors/error.ts';
import { recordAudit } from './access/audit.ts';
import { addSecurityHeaders } from './access/headers.ts';
import type { App } from './app.ts';
import { answerClientFault } from './client-fault.ts';
import type { ServerContext } from './context.ts';
import { requireDeclarations } from './declarations.ts';
import { describeAnswers } from './describe-answers.ts';
import { finishRequests } from './finish-requests.ts';
import { guardRoutes } from './guard.ts';
import { endRefusedHandshakes } from './live/handshakes.ts';
import { liveRoutes } from './live/routes.ts';
import { handleError, sendProblem } from './problem.ts';
import { auditRoutes } from './routes/audit.ts';
import { buildRoutes } from './routes/builds.ts';
import { definitionRoutes } from './routes/definitions.ts';
import { docsRoutes, openApi } from './routes/docs.ts';
import { fileRoutes } from './routes/files.ts';
import { folderRoutes } from './routes/folders.ts';
import { githubDeliveryRoutes } from './routes/github-deliveries.ts';
import { githubLinkRoutes } from './routes/github-links.ts';
import { githubLoginRoutes } from './routes/github-login.ts';
import { githubStatusRoutes } from './routes/github-statuses.ts';
import { githubWebhookRoutes } from './routes/github-webhook.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/jobs.ts';
import { logRoutes } from './routes/log.ts';
import { logLineRoutes } from './routes/log-lines.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { queueRoutes } from './routes/queue.ts';
import { redisRoutes } from './routes/redis.ts';
import { reportRoutes } from './routes/reports/index.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { secretRoutes } from './routes/secrets.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionListRoutes } from './routes/sessions.ts';
import { testRoutes } from './routes/tests.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { upkeepRoutes } from './routes/upkeep.ts';
import { userRoutes } from './routes/users.ts';
import { webRoutes } from './routes/web.ts';
import { workerRoutes } from './routes/workers.ts';
import { validatorCompiler } from './validator.ts';

const bodyLimit = 1024 * 1024;
/** A client that needs longer to send its headers, or its whole request, is cut off, at the next look. In ms. */
export interface Patience {
  readonly headers: number;
  readonly request: number;
  readonly looksEvery: number;
}

const usualPatience: Patience = { headers: 15_000, request: 120_000, looksEvery: 5_000 };

/** The HTTP interface. It holds no state of its own: any number may stand side by side on one Redis. */
export async function createServer(context: ServerContext, patience = usualPatience): Promise<App> {
  const { tls, trustProxy } = context.access;
  const timeouts = { headersTimeout: patience.headers, connectionsCheckingInterval: patience.looksEvery };
  const app = fastify({
    loggerInstance: context.log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    requestTimeout: patience.request,
    ...(tls === null ? { http: timeouts } : { https: { ...tls, minVersion: 'TLSv1.2', ...timeouts } }),
    trustProxy: trustProxy ?? false,
    routerOptions: { maxParamLength: 4096 },
    forceCloseConnections: true,
    return503OnClosing: false,
    clientErrorHandler: answerClientFault,
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((request, reply) => {
    sendProblem(
      reply,
      new DroverError('NOT_FOUND', { detail: `There is nothing at ${request.method} ${request.url}.` }),
    );
  });
  app.decorateReply('problem');
  endRefusedHandshakes(app);
  recordAudit(app, context.state.audit, context.log);
  await app.register(cookie);
  guardRoutes(app, { ...context, rateLimit: context.access.rateLimit });
  addSecurityHeaders(app);
  // A body whose every field is optional may be left out.
  app.addHook('preValidation', async (request) => {
    if (request.method === 'POST' || request.method === 'PUT') request.body ??= {};
  });
  requireDeclarations(app);
  finishRequests(app);
  describeAnswers(app);
  await app.register(swagger, openApi(context.version));
  await app.register(async (scope) => {
    const routes = scope as App;
    healthRoutes(routes, context);
    sessionRoutes(routes, context);
    githubLoginRoutes(routes, context);
    sessionListRoutes(routes, context);
    userRoutes(routes, context);
    tokenRoutes(routes, context);
    auditRoutes(routes, context);
    folderRoutes(routes, context);
    jobRoutes(routes, context);
    buildRoutes(routes, context);
    logRoutes(routes, context);
    logLineRoutes(routes, context);
    fileRoutes(routes, context);
    queueRoutes(routes, context);
    scheduleRoutes(routes, context);
    secretRoutes(routes, context);
    workerRoutes(routes, context);
    upkeepRoutes(routes, context);
    githubLinkRoutes(routes, context);
    reportRoutes(routes, context);
    testRoutes(routes, context);
    githubDeliveryRoutes(routes, context);
    githubStatusRoutes(routes, context);
    redisRoutes(routes, context);
    metricsRoutes(routes, context);
    docsRoutes(routes);
  });
  await app.register(async (scope) => liveRoutes(scope as App, context));
  await app.register(async (scope) => definitionRoutes(scope as App, context));
  await app.register(async (scope) => webRoutes(scope as App, context.web));
  await app.register(async (scope) => githubWebhookRoutes(scope as App, context));
  return app;
}
