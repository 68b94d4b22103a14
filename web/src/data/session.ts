import { type ApiError, call } from './api.ts';
import type { Routes } from './routes.ts';
import { forgetToken, keepToken, tokenOfTab } from './tab-token.ts';

export type Role = 'viewer' | 'runner' | 'admin';

/** Who is signed in. */
export interface Session {
  name: string;
  role: Role;
}

export type Credentials = Routes['POST /api/session']['body'];

const ranks: Record<Role, number> = { viewer: 0, runner: 1, admin: 2 };

export const reaches = ({ role }: Session, needed: Role): boolean => ranks[role] >= ranks[needed];

/** Null when nobody is signed in. Throws ApiError when the server does not say. */
export async function readSession(): Promise<Session | null> {
  try {
    return await call('GET /api/session');
  } catch (error) {
    const { status } = error as ApiError;
    if (status === 401) return null;
    if (status === 404) return tokenOfTab() === null ? null : { name: 'you', role: 'admin' };
    throw error;
  }
}

export async function signIn(credentials: Credentials): Promise<Session> {
  try {
    return await call('POST /api/session', { body: credentials });
  } catch (error) {
    if ((error as ApiError).status !== 404 && (error as ApiError).status !== 401) throw error;
    if (!('token' in credentials)) throw error;
    return signInByToken(credentials.token);
  }
}

async function signInByToken(token: string): Promise<Session> {
  keepToken(token);
  try {
    await call('GET /api/workers');
  } catch (error) {
    forgetToken();
    throw error;
  }
  return { name: 'you', role: 'admin' };
}

export async function signOut(): Promise<void> {
  forgetToken();
  await call('DELETE /api/session').catch(() => {});
}
