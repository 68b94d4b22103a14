import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pollUntil } from '../../lib/poll-until.ts';
import { newToken } from '../../state/identity/tokens.ts';
import type { State } from '../../state/index.ts';

/** Where the admin token is kept for the CLI on this machine. */
export const adminTokenFile = (data: string): string => join(data, 'admin-token');

export interface AdminToken {
  /** Null: it is in another data folder, that of the server that was the first on this Redis. */
  readonly token: string | null;
  /** Made at this start. */
  readonly isNew: boolean;
}

const lock = 'admin-token';
const lockMs = 10_000;

/**
 * Makes the admin token at the first start on a Redis: kept as a hash there, and in clear in the data folder (mode 600). Of
 * several servers with data folders of their own the first one makes it, unless the Redis is this one's `own`. A kept token
 * that Redis has forgotten, as after it lost its data, is registered again; in place of one that was revoked a new one is made.
 */
export async function ensureAdminToken(
  state: Pick<State, 'tokens' | 'locks'>,
  data: string,
  own: boolean,
): Promise<AdminToken> {
  const kept = await readFile(adminTokenFile(data), 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  if (kept !== '' && (await state.tokens.register(kept, 'admin')) !== 'revoked')
    return { token: kept, isNew: false };
  if (own || kept !== '') return make(state, data);
  const holder = randomUUID();
  if (!(await pollUntil(() => state.locks.hold(lock, holder, lockMs), 50, 2 * lockMs)))
    throw new Error('another server takes too long to make the admin token');
  try {
    const isThere = (await state.tokens.list()).some(
      ({ role, createdBy }) => role === 'admin' && createdBy === '',
    );
    return isThere ? { token: null, isNew: false } : await make(state, data);
  } finally {
    await state.locks.release(lock, holder);
  }
}

async function make(state: Pick<State, 'tokens'>, data: string): Promise<AdminToken> {
  const token = newToken();
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(adminTokenFile(data), `${token}\n`, { mode: 0o600 });
  await state.tokens.register(token, 'admin');
  return { token, isNew: true };
}
