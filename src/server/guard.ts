import type { FastifyReply, FastifyRequest } from 'fastify';
import { DroverError } from '../errors/error.ts';
import type { Role } from '../state/identity/roles.ts';
import type { State } from '../state/index.ts';
import { authorize, authorizeTarget, type Scope } from './access/authorize.ts';
import type { Caller } from './access/caller.ts';
import { credentialOf, requireOwnOrigin, sessionCookie } from './access/credentials.ts';
import type { Identify } from './access/identify.ts';
import { RateLimit } from './access/rate-limit.ts';
import type { App } from './app.ts';

export type { Role } from '../state/identity/roles.ts';
export { type Caller, requireRole, visibleTo } from './access/caller.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of every route that is not open. */
    caller: Caller;
  }
  /** Every route declares `role` or `open`: `declarations.ts` refuses a route without. */
  interface FastifyContextConfig {
    /** The least role that may use the route. */
    role?: Role;
    /** Answers to anybody: only what tells nothing, or checks by itself who asks. */
    open?: true;
    /** Where the role is asked for; without it what the address means, see `scopeOf`. */
    scope?: Scope;
    /** What it takes is listed elsewhere: the audit has only what it refuses. */
    listedElsewhere?: true;
    /** A GET that changes something all the same, and is recorded. */
    changes?: true;
    /** Has a body and yet only asks: the audit does not record that it was used. */
    changesNothing?: true;
    /** Name of the folder, empty for the top, into which a request puts something; undefined where it names none. */
    into?: (request: FastifyRequest) => string | undefined;
  }
}

export interface GuardContext {
  readonly state: Pick<State, 'jobs' | 'folders'>;
  readonly identify: Identify;
  readonly publicUrl: string | null;
  /** Requests of one caller in a minute; 0: no limit. */
  readonly rateLimit: number;
}

/** Requests of one address in a minute that show nobody, or somebody who does not exist. */
const mostStrangers = 1_200;

/** Lets a request pass that shows who makes it, and whose caller has the role that its route needs. */
export function guardRoutes(app: App, { state, identify, publicUrl, rateLimit }: GuardContext): void {
  const requests = new RateLimit(rateLimit);
  const strangers = new RateLimit(rateLimit === 0 ? 0 : mostStrangers);

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.open === true) {
      requests.count(`address ${request.ip}`);
      return requireOwnOrigin(request, publicUrl, false);
    }
    const { kind, caller } = await identified(request, reply);
    request.caller = caller;
    requests.count(`caller ${caller.name}`);
    if (kind === 'session') requireOwnOrigin(request, publicUrl, true);
    await authorize(state, caller, request);
  });
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.into !== undefined) await authorizeTarget(state, request.caller, request);
  });

  async function identified(request: FastifyRequest, reply: FastifyReply) {
    try {
      const { kind, secret } = credentialOf(request);
      return { kind, caller: await identify[kind](secret) };
    } catch (error) {
      if (error instanceof DroverError && error.code === 'UNAUTHENTICATED') {
        strangers.count(request.ip);
        // A browser need not send again what is over.
        if (request.cookies[sessionCookie] !== undefined) reply.clearCookie(sessionCookie, { path: '/' });
      }
      throw error;
    }
  }
}
