import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Audit } from '../../state/audit.ts';
import type { App } from '../app.ts';
import { RateLimit } from './rate-limit.ts';

const refusals = new Set([401, 403, 429]);
const reads = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Refused requests of one address that are recorded in a minute: more would push everything else out. */
const mostRefusals = 60;
const longestText = 200;

/** Records who changed what, and who was refused: route, parameters of its address, answer; never what was sent. */
export function recordAudit(app: App, audit: Audit, log: Logger): void {
  const perAddress = new RateLimit(mostRefusals);
  app.addHook('onResponse', async (request, reply) => {
    const refused = refusals.has(reply.statusCode);
    const { changes, changesNothing, listedElsewhere } = request.routeOptions.config;
    const onlyAsks =
      (reads.has(request.method) && changes !== true) || changesNothing === true || !exists(request);
    if (!refused && (onlyAsks || listedElsewhere === true)) return;
    if (refused && isTooMuch(perAddress, request.ip)) return;
    // The answer is on its way; a Redis that is away makes no more trouble here.
    await audit
      .record(entryOf(request, reply))
      .catch((err: unknown) => log.warn({ err }, 'audit not written'));
  });
}

function entryOf(request: FastifyRequest, reply: FastifyReply) {
  const { caller } = request;
  return {
    who: caller?.name ?? null,
    via: caller?.via ?? null,
    from: request.ip,
    method: request.method,
    route: exists(request) ? (request.routeOptions.url ?? '') : 'none',
    params: Object.fromEntries(
      Object.entries((request.params ?? {}) as Record<string, unknown>).map(([name, value]) => [
        name,
        String(value).slice(0, longestText),
      ]),
    ),
    status: reply.statusCode,
    ...(reply.problem === undefined ? {} : { code: reply.problem }),
  };
}

const exists = (request: FastifyRequest): boolean => request.routeOptions.url !== undefined;

function isTooMuch(limit: RateLimit, address: string): boolean {
  try {
    limit.count(address);
    return false;
  } catch {
    return true;
  }
}
