import type { FastifyRequest } from 'fastify';
import { DroverError } from '../../errors/error.ts';
import { tokenProtocolPrefix } from '../../live/messages.ts';
import { isAllowedOrigin } from './origin.ts';

/** The cookie that holds the secret of a session. */
export const sessionCookie = 'drover_session';

export type Credential = { readonly kind: 'token' | 'session'; readonly secret: string };

const shape = /^[\x21-\x7e]{1,512}$/;

/**
 * What a request brings to show who makes it; a header wins over the cookie, which a browser sends unasked. Never
 * anything in the address, which is kept in logs and histories. Throws UNAUTHENTICATED.
 */
export function credentialOf(request: FastifyRequest): Credential {
  const { authorization, upgrade } = request.headers;
  const bearer = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const offered = authorization === undefined && upgrade !== undefined ? offeredToken(request) : undefined;
  const token = bearer ?? offered;
  if (token !== undefined && shape.test(token)) return { kind: 'token', secret: token };
  const cookie = request.cookies[sessionCookie];
  if (authorization !== undefined || token !== undefined || cookie === undefined || !shape.test(cookie))
    throw new DroverError('UNAUTHENTICATED');
  return { kind: 'session', secret: cookie };
}

/** A browser's WebSocket cannot send `Authorization`: the token comes as one of the protocols it offers. */
function offeredToken(request: FastifyRequest): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  const entry = offered.find((one) => one.startsWith(tokenProtocolPrefix));
  return entry === undefined
    ? undefined
    : Buffer.from(entry.slice(tokenProtocolPrefix.length), 'base64url').toString();
}

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends the cookie along with what any page asks for, so that the page must be one of ours where something
 * changes or a WebSocket opens. Throws ORIGIN_REFUSED. `required`: a request without an origin is refused too.
 */
export function requireOwnOrigin(request: FastifyRequest, publicUrl: string | null, required: boolean): void {
  const { origin, upgrade } = request.headers;
  if (changesNothing.has(request.method) && upgrade === undefined) return;
  if (origin === undefined && !required) return;
  const here = { protocol: request.protocol, host: request.host };
  if (origin !== undefined && isAllowedOrigin(origin, here, publicUrl)) return;
  throw new DroverError('ORIGIN_REFUSED', { origin: origin ?? 'an unknown origin' });
}
