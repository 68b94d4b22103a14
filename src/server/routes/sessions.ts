import { Type } from 'typebox';
import { reaches } from '../../state/identity/roles.ts';
import { requireEnded, type Session } from '../../state/identity/sessions.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import type { Caller } from '../guard.ts';
import { EntryId } from '../schemas/index.ts';
import { sendNothing } from '../send.ts';

const time = Type.String({ format: 'date-time' });
export const SessionView = Type.Object({
  id: Type.String(),
  name: Type.String({ description: 'Whom it speaks for' }),
  current: Type.Boolean({ description: 'The one that this request came with' }),
  createdAt: time,
  seenAt: time,
  expiresAt: time,
  from: Type.String({ description: 'Address from which they signed in' }),
  agent: Type.String({ description: 'Browser' }),
});

/** Of everybody for an admin, else the caller's own. */
export function sessionListRoutes(app: App, { state, identify }: ServerContext): void {
  app.get(
    '/api/sessions',
    {
      config: { scope: 'own' },
      schema: {
        summary: 'Who is signed in, newest first: everybody for an admin, else the caller',
        response: { 200: Type.Object({ sessions: Type.Array(SessionView) }) },
      },
    },
    async ({ caller }) => ({
      sessions: (await state.sessions.list()).filter(mayEnd(caller)).map(({ principal, ...session }) => ({
        ...session,
        name: nameOf({ principal }),
        current: session.id === caller.session,
      })),
    }),
  );

  app.delete(
    '/api/sessions',
    {
      config: { scope: 'own' },
      schema: {
        summary: 'End all sessions of the caller but the one that asks',
        response: { 204: Type.Null() },
      },
    },
    async ({ caller }, reply) => {
      await state.sessions.end((one) => one.id !== caller.session && isOwn(caller, one));
      identify.forget();
      return sendNothing(reply);
    },
  );

  app.delete(
    '/api/sessions/:id',
    {
      config: { scope: 'own' },
      schema: {
        summary: 'End a session',
        params: Type.Object({ id: EntryId }),
        response: { 204: Type.Null() },
      },
    },
    async ({ caller, params }, reply) => {
      const mine = mayEnd(caller);
      requireEnded(await state.sessions.end((one) => one.id === params.id && mine(one)), params.id);
      identify.forget();
      return sendNothing(reply);
    },
  );
}

const mayEnd =
  (caller: Caller) =>
  (session: Session): boolean =>
    reaches(caller.role, 'admin') || isOwn(caller, session);

function isOwn({ principal }: Caller, { principal: other }: Session): boolean {
  if ('user' in principal) return 'user' in other && other.user === principal.user;
  return 'token' in other && other.token === principal.token;
}

const nameOf = ({ principal }: Pick<Session, 'principal'>): string =>
  'user' in principal ? principal.user : principal.name;
