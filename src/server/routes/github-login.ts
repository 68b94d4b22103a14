import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { type LoginAttempt, rightsOf } from '../../github/login/index.ts';
import '@fastify/cookie';
import type { Rights } from '../../state/identity/roles.ts';
import { beginSession } from '../access/begin-session.ts';
import { githubUser } from '../access/github-user.ts';
import { callerOf } from '../access/identify.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';

const strict = { additionalProperties: false };
const cookie = 'drover_github';
const path = '/api/login/github';
const attemptSeconds = 10 * 60;

/** Why somebody who came back is not signed in, as the page tells it. */
type Refusal = 'denied' | 'expired' | 'unknown' | 'away';

const Ways = Type.Object({
  github: Type.Boolean({ description: `Whether ${path} signs in through GitHub` }),
});
const Back = Type.Object(
  {
    code: Type.Optional(Type.String({ maxLength: 512 })),
    state: Type.Optional(Type.String({ maxLength: 512 })),
    error: Type.Optional(Type.String({ maxLength: 512 })),
    error_description: Type.Optional(Type.String({ maxLength: 2_048 })),
    error_uri: Type.Optional(Type.String({ maxLength: 2_048 })),
    iss: Type.Optional(Type.String({ maxLength: 512 })),
  },
  strict,
);

/**
 * Signing in through GitHub. Nothing is kept between the way there and the way back but a random value in a cookie of the
 * browser, from which the state and the verifier of PKCE follow: any server can take the way back, and no other
 * browser can.
 */
export function githubLoginRoutes(app: App, context: ServerContext): void {
  const { state } = context;
  const { githubLogin } = context.access;

  app.get(
    '/api/login',
    {
      config: { open: true },
      schema: { summary: 'How people can sign in beside a token or a password', response: { 200: Ways } },
    },
    async () => ({ github: githubLogin !== null }),
  );

  app.get(
    path,
    {
      config: { open: true },
      schema: {
        summary: 'Sends a browser to GitHub to sign in; 404 where that is not configured',
        response: { 302: Type.Null() },
      },
    },
    async (request, reply) => {
      const login = configured();
      const secret = randomBytes(32).toString('base64url');
      const address = await login.addressFor(attemptOf(secret, request));
      setCookie(request, reply, secret);
      return (reply as unknown as FastifyReply).redirect(address, 302);
    },
  );

  app.get(
    `${path}/callback`,
    {
      config: { open: true, changes: true },
      schema: {
        summary: 'Where GitHub sends the browser back to: signs in, and goes on to the page',
        querystring: Back,
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      configured();
      await state.loginAttempts.begin(request.ip, null);
      const refusal = await signIn(request, reply as unknown as FastifyReply);
      (reply as unknown as FastifyReply).clearCookie(cookie, { path });
      if (refusal === null) await state.loginAttempts.succeeded(request.ip, null);
      else reply.problem = 'SIGN_IN_REFUSED';
      const to = refusal === null ? '/' : `/login#github=${refusal}`;
      return (reply as unknown as FastifyReply).redirect(to, 303);
    },
  );

  async function signIn(
    request: FastifyRequest<{ Querystring: { code?: string; state?: string; error?: string } }>,
    reply: FastifyReply,
  ): Promise<Refusal | null> {
    const { code, state: given, error } = request.query;
    const secret = request.cookies[cookie];
    if (secret === undefined || given === undefined) return 'expired';
    const attempt = attemptOf(secret, request);
    if (!isSame(given, attempt.state)) return 'expired';
    if (error !== undefined || code === undefined) return 'denied';
    const login = configured();
    const person = await login.personOf(code, attempt).catch((err: unknown) => {
      context.log.warn({ err: (err as Error).message }, 'GitHub did not tell who signs in');
      return null;
    });
    if (person === null) return 'away';
    const rights = rightsOf(person, login.rules);
    return rights !== null && (await enter(githubUser(person.login), rights, request, reply))
      ? null
      : 'unknown';
  }

  /** No local user has a name like this, so that none can be taken over. False: somebody has deleted the user meanwhile. */
  async function enter(
    name: string,
    rights: Rights,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    await state.users.put(name, rights);
    const user = await state.users.find(name);
    if (user === null) return false;
    const principal = { user: name, since: user.createdAt };
    const caller = await callerOf(state, principal);
    if (caller === null) return false;
    request.caller = caller;
    context.identify.forget();
    await beginSession(context, request, reply, principal);
    return true;
  }

  function configured() {
    if (githubLogin !== null) return githubLogin;
    throw new DroverError('NOT_FOUND', {
      detail: 'Signing in through GitHub is not configured: see githubOauthClientId.',
    });
  }

  function attemptOf(secret: string, request: FastifyRequest): LoginAttempt {
    const verifier = digest(`verifier ${secret}`);
    const base = context.publicUrl ?? `${request.protocol}://${request.host}`;
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return { state: digest(`state ${secret}`), verifier, challenge, redirectUrl: `${base}${path}/callback` };
  }

  /** Lax: the way back begins at GitHub. */
  function setCookie(request: FastifyRequest, reply: unknown, secret: string): void {
    (reply as FastifyReply).setCookie(cookie, secret, {
      path,
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https' || context.publicUrl?.startsWith('https:') === true,
      maxAge: attemptSeconds,
    });
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** In the same time wherever they differ. Compared as bytes: as many letters may be more bytes. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
