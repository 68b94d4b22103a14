import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { DroverError } from '../errors/error.ts';
import { tokenProtocolPrefix } from '../live/messages.ts';
import { type Role, reaches } from '../state/roles.ts';
import type { TokenOwner } from '../state/tokens.ts';

export type { Role } from '../state/roles.ts';

/** Who makes a request: the name is for causes and cancellations. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  /** Every route declares one of the two: `declarations.ts` refuses a route without. */
  interface FastifyContextConfig {
    /** The least role that may use the route. */
    role?: Role;
    /** Answers without a token: only what tells nothing. */
    open?: true;
  }
}

/** Resolves the owner of a token from the token's hash, or null. */
export type TokenLookup = (hash: string) => Promise<TokenOwner | null>;

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const knownForMs = 5_000;
const knownAtMost = 1_000;

/**
 * Lets a request pass that carries a valid token whose role is enough for the route. Only hashes are compared, and
 * by look-up, so the time taken tells nothing about a token. A valid token is remembered for 5 s: that long a
 * revoked one works on.
 */
export function createGuard(lookup: TokenLookup): (request: FastifyRequest) => Promise<void> {
  const known = new Map<string, { caller: Caller; until: number }>();

  return async (request) => {
    const { open, role } = request.routeOptions.config;
    if (open === true) return;
    request.caller = await callerOf(hashToken(bearerToken(request)));
    if (role !== undefined) requireRole(request.caller, role);
  };

  async function callerOf(hash: string): Promise<Caller> {
    const remembered = known.get(hash);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.caller;
    const caller = await lookup(hash);
    if (caller === null) throw new DroverError('UNAUTHENTICATED');
    if (known.size >= knownAtMost) known.clear();
    known.set(hash, { caller, until: performance.now() + knownForMs });
    return caller;
  }
}

/** Throws ROLE_TOO_LOW. */
export function requireRole({ name, role }: Caller, needed: Role): void {
  if (!reaches(role, needed)) throw new DroverError('ROLE_TOO_LOW', { name, role, needed });
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
