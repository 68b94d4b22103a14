import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../state/identity/sessions.ts';
import '@fastify/cookie';
import type { ServerContext } from '../context.ts';
import { sessionCookie } from './credentials.ts';

/** The browser gets a cookie that scripts cannot read and other sites cannot use. */
export async function beginSession(
  { state, access, publicUrl }: Pick<ServerContext, 'state' | 'access' | 'publicUrl'>,
  request: FastifyRequest,
  reply: FastifyReply,
  principal: Principal,
): Promise<void> {
  const about = { from: request.ip, agent: request.headers['user-agent'] ?? '' };
  const secret = await state.sessions.create(principal, about, access.sessionLife);
  reply.setCookie(sessionCookie, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https' || publicUrl?.startsWith('https:') === true,
    maxAge: Math.floor(access.sessionLife.longestMs / 1000),
  });
}
