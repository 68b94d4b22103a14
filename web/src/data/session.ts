import { type ApiError, call } from './api.ts';
import type { Routes } from './routes.ts';

export type Role = 'viewer' | 'runner' | 'admin';

/** Who is signed in, with what they may do everywhere and in some folders and what lies below them. */
export interface Session {
  name: string;
  role: Role | null;
  grants: { folder: string; role: Role }[];
  /** A person with a password of their own, and no token. */
  user: boolean;
}

export type Credentials = Routes['POST /api/session']['body'];

const ranks: Record<Role, number> = { viewer: 0, runner: 1, admin: 2 };

/** Whether the session reaches a role: everywhere, or in the folder of that path. */
export function reaches({ role, grants }: Session, needed: Role, path?: string): boolean {
  const folders = path?.split('/') ?? [];
  const roles = grants.filter(({ folder }) => folders.includes(folder)).map((grant) => grant.role);
  return [...(role === null ? [] : [role]), ...roles].some((one) => ranks[one] >= ranks[needed]);
}

/** Whether the session is an admin's: everywhere, or in any folder. */
export const administers = ({ role, grants }: Session): boolean =>
  role === 'admin' || grants.some((grant) => grant.role === 'admin');

/** Null when nobody is signed in. Throws ApiError when the server does not say. */
export async function readSession(): Promise<Session | null> {
  try {
    return await call('GET /api/session');
  } catch (error) {
    if ((error as ApiError).status === 401) return null;
    throw error;
  }
}

/** The browser gets a cookie that scripts cannot read. */
export const signIn = (credentials: Credentials): Promise<Session> =>
  call('POST /api/session', { body: credentials });

export const signOut = (): Promise<undefined> => call('DELETE /api/session');
