import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DroverError, type Problem } from '../errors/error.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** Code of the problem that was answered. */
    problem?: string;
  }
}

/** RFC 9457, as `application/problem+json`. `errors` tells each fault of the input at its place. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: readonly Problem[];
}

const titles: Record<number, string> = {
  400: 'The request is not right',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  416: 'Range not satisfiable',
  429: 'Too many requests',
  500: 'A fault of Drover',
  503: 'Not available now',
};

export function sendProblem(reply: FastifyReply, error: DroverError): FastifyReply {
  const problem: ProblemDocument = {
    type: 'about:blank',
    title: titles[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.problems.length > 0 ? { errors: error.problems } : {}),
  };
  reply.problem = error.code;
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
  return reply.code(error.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Turns whatever was thrown into an answer. What is not for people goes to the log under an id. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asDroverError(error, request);
  if (known !== null) return sendProblem(reply, known);
  const id = randomUUID();
  request.log.error({ err: error, id }, 'request failed');
  return sendProblem(reply, new DroverError('INTERNAL', { id }, { cause: error }));
}

function asDroverError(error: unknown, request: FastifyRequest): DroverError | null {
  if (error instanceof DroverError) return error;
  if (!(error instanceof Error)) return null;
  const { validation, statusCode, code } = error as FastifyError;
  if (validation !== undefined) return invalidRequest(error as FastifyError);
  if (isConnectionError(error)) {
    return new DroverError('REDIS_UNAVAILABLE', { detail: 'Redis does not answer. Try again in a moment.' });
  }
  switch (statusCode) {
    case 413:
      return new DroverError('BODY_TOO_LARGE', { limit: `${request.routeOptions.bodyLimit ?? 0} bytes` });
    case 415:
      return new DroverError('MEDIA_TYPE', {
        detail: `This address does not take ${request.headers['content-type'] ?? 'a body without a content type'}.`,
      });
    case 429:
      return new DroverError('TOO_MANY_REQUESTS', { detail: error.message });
    case undefined:
    default:
      if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
        return new DroverError('REQUEST_INVALID', { detail: `${error.message} (${code})` }, { cause: error });
      }
      return null;
  }
}

function invalidRequest(error: FastifyError): DroverError {
  const problems = (error.validation ?? []).map(
    (fault): Problem => ({
      path: `${error.validationContext ?? ''}${fault.instancePath.replaceAll('/', '.')}`,
      message: describeFault(fault),
    }),
  );
  const part = error.validationContext ?? 'request';
  return new DroverError(
    'REQUEST_INVALID',
    { detail: `The ${part} is not as this address expects it.` },
    { problems },
  );
}

function describeFault(fault: {
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}): string {
  const names = fault.params['additionalProperties'];
  if (Array.isArray(names)) return `Unknown field ${names.map((name) => `"${name}"`).join(', ')}.`;
  return `It ${fault.message ?? 'is not valid'}.`;
}

/** What ioredis throws when Redis is away: its own retry limit, a timed-out command, a socket error. */
function isConnectionError(error: Error): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    error.message === 'Command timed out' ||
    error.message === 'Connection is closed.' ||
    /^(LOADING|READONLY|MASTERDOWN|BUSY) /.test(error.message) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)
  );
}
