import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { hashSecret } from '../../state/identity/hash.ts';
import type { Principal } from '../../state/identity/sessions.ts';
import '@fastify/cookie';
import { beginSession } from '../access/begin-session.ts';
import type { Caller } from '../access/caller.ts';
import { sessionCookie } from '../access/credentials.ts';
import { isOfGithub } from '../access/github-user.ts';
import { callerOf } from '../access/identify.ts';
import { hashPassword, isPassword, longestPassword } from '../access/passwords.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { requireRole } from '../guard.ts';
import { NewPassword, RightsFields, UserName } from '../schemas/index.ts';
import { sendNothing } from '../send.ts';

const strict = { additionalProperties: false };
const Secret = Type.String({ minLength: 1, maxLength: 512 });
const Password = Type.String({ minLength: 1, maxLength: longestPassword });
const SignIn = Type.Union([
  Type.Object({ token: Secret }, strict),
  Type.Object({ name: UserName, password: Password }, strict),
  Type.Object({ code: Secret }, strict),
]);
type SignIn = Static<typeof SignIn>;

const Whoami = Type.Object({
  name: Type.String(),
  ...RightsFields,
  via: Type.Enum(['token', 'session']),
  user: Type.Boolean({ description: 'A user, who may have a password, and no token' }),
});
const Link = Type.Object({
  url: Type.String({ description: 'Signs in who opens it, once' }),
  code: Type.String(),
  expiresAt: Type.String({ format: 'date-time' }),
});

/** Signing in and out. The page gets a cookie that scripts cannot read and other sites cannot use. */
export function sessionRoutes(app: App, context: ServerContext): void {
  const { state, identify } = context;

  app.post(
    '/api/session',
    {
      config: { open: true },
      schema: {
        summary: 'Sign in by name and password, by a token, or by the code of a one-time link',
        body: SignIn,
        response: { 200: Whoami },
      },
    },
    async (request, reply) => {
      const name = 'name' in request.body ? request.body.name : null;
      await state.loginAttempts.begin(request.ip, name);
      const principal = await check(request.body);
      const caller = principal === null ? null : await callerOf(state, principal);
      if (principal === null || caller === null) throw new DroverError('SIGN_IN_REFUSED');
      await state.loginAttempts.succeeded(request.ip, name);
      request.caller = caller;
      await beginSession(context, request, reply as unknown as FastifyReply, principal);
      return whoami(caller);
    },
  );

  app.get(
    '/api/session',
    {
      config: { scope: 'own' },
      schema: { summary: 'Who asks, and what they may do', response: { 200: Whoami } },
    },
    async (request) => whoami(request.caller),
  );

  app.delete(
    '/api/session',
    {
      config: { scope: 'own' },
      schema: { summary: 'Sign out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { session } = request.caller;
      if (session !== undefined) await state.sessions.end(({ id }) => id === session);
      identify.forget();
      (reply as unknown as FastifyReply).clearCookie(sessionCookie, { path: '/' });
      return sendNothing(reply);
    },
  );

  app.post(
    '/api/session/links',
    {
      config: { scope: 'own' },
      schema: {
        summary: 'A link that signs a browser in as the caller, once; for an admin also as another user',
        body: Type.Object({ user: Type.Optional(UserName) }, strict),
        response: { 201: Link },
      },
    },
    async (request, reply) => {
      const { user } = request.body;
      if (user !== undefined) requireRole(request.caller, 'admin');
      const principal = user === undefined ? request.caller.principal : await principalOf(user);
      if (principal === null)
        throw new DroverError('NOT_FOUND', { detail: `There is no user named ${JSON.stringify(user)}.` });
      const { code, expiresAt } = await state.loginCodes.create(principal);
      const base = context.publicUrl ?? `${request.protocol}://${request.host}`;
      reply.code(201);
      return { url: `${base}/login#code=${code}`, code, expiresAt };
    },
  );

  app.put(
    '/api/session/password',
    {
      config: { scope: 'own' },
      schema: {
        summary: "Change the caller's own password, which ends their other sessions",
        body: Type.Object({ current: Type.Optional(Password), password: NewPassword }, strict),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { principal, name, session } = request.caller;
      if (!('user' in principal))
        throw new DroverError('REQUEST_INVALID', { detail: 'A token has no password; users have.' });
      if (isOfGithub(name))
        throw new DroverError('REQUEST_INVALID', {
          detail: `${name} signs in through GitHub: with a password it would go on being let in when GitHub says no.`,
        });
      const before = await state.users.passwordHash(name);
      await state.loginAttempts.begin(request.ip, name);
      if (before !== null && !(await isPassword(request.body.current ?? '', before)))
        throw new DroverError('PASSWORD_REFUSED');
      await state.loginAttempts.succeeded(request.ip, name);
      await state.users.put(name, { passwordHash: await hashPassword(request.body.password) });
      await state.sessions.end((one) => one.id !== session && isOf(one.principal, name));
      identify.forget();
      return sendNothing(reply);
    },
  );

  /** Whom it speaks for; null where it is wrong. Each way takes as long for somebody who does not exist. */
  async function check(given: SignIn): Promise<Principal | null> {
    if ('code' in given) return state.loginCodes.take(given.code);
    if ('token' in given) {
      const hash = hashSecret(given.token);
      const token = await state.tokens.find(hash);
      return token === null ? null : { token: hash, name: token.name };
    }
    const hash = await state.users.passwordHash(given.name);
    return (await isPassword(given.password, hash)) ? principalOf(given.name) : null;
  }

  async function principalOf(name: string): Promise<Principal | null> {
    const user = await state.users.find(name);
    return user === null ? null : { user: name, since: user.createdAt };
  }
}

const isOf = (principal: Principal, name: string): boolean => 'user' in principal && principal.user === name;

function whoami({ name, role, grants, via, principal }: Caller): Static<typeof Whoami> {
  return { name, role, grants: [...grants], via, user: 'user' in principal };
}
