import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { DroverError } from '../errors/error.ts';
import { tokenProtocolPrefix } from '../live/messages.ts';

/** Who makes a request, for causes and cancellations. */
export interface Caller {
  readonly name: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** Answers without a token: only what tells nothing. */
    open?: boolean;
  }
}

/** Resolves the name of the token's owner from the token's hash, or null. */
export type TokenLookup = (hash: string) => Promise<string | null>;

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const knownForMs = 5_000;
const knownAtMost = 1_000;

/**
 * Lets a request pass that carries a valid token. Only hashes are compared, and by look-up, so the time
 * taken tells nothing about a token. A valid token is remembered for 5 s: that long a revoked one works on.
 */
export function createGuard(lookup: TokenLookup): (request: FastifyRequest) => Promise<void> {
  const known = new Map<string, { name: string; until: number }>();
  return async (request) => {
    if (request.routeOptions.config.open === true) return;
    const hash = hashToken(bearerToken(request));
    const remembered = known.get(hash);
    if (remembered !== undefined && remembered.until > performance.now()) {
      request.caller = { name: remembered.name };
      return;
    }
    const name = await lookup(hash);
    if (name === null) throw new DroverError('UNAUTHENTICATED');
    if (known.size >= knownAtMost) known.clear();
    known.set(hash, { name, until: performance.now() + knownForMs });
    request.caller = { name };
  };
}

function bearerToken(request: FastifyRequest): string {
  const { authorization, upgrade } = request.headers;
  if (authorization === undefined && upgrade !== undefined) return protocolToken(request);
  const match = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '');
  if (match?.[1] === undefined) throw new DroverError('UNAUTHENTICATED');
  return match[1];
}

/** A browser's WebSocket cannot send `Authorization`: the token comes as one of the protocols it offers. */
function protocolToken(request: FastifyRequest): string {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  const entry = offered.find((one) => one.startsWith(tokenProtocolPrefix));
  const token = Buffer.from(entry?.slice(tokenProtocolPrefix.length) ?? '', 'base64url').toString();
  if (!/^[\x21-\x7e]{1,512}$/.test(token)) throw new DroverError('UNAUTHENTICATED');
  return token;
}
