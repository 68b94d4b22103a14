import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newToken } from '../../state/identity/tokens.ts';
import type { State } from '../../state/index.ts';

/** Where the admin token is kept for the CLI on this machine. */
export const adminTokenFile = (data: string): string => join(data, 'admin-token');

export interface AdminToken {
  readonly token: string;
  /** Made at this start. */
  readonly isNew: boolean;
}

/**
 * Makes the admin token at the first start on a Redis: kept as a hash there, and in clear in the data folder
 * (mode 600). Of several servers that start at once one makes it. A kept token that Redis has forgotten, as after Redis lost its data, is registered again; in place of one that was
 * revoked a new one is made.
 */
export async function ensureAdminToken(state: State, data: string): Promise<AdminToken> {
  const file = adminTokenFile(data);
  const kept = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  if (kept !== '' && (await state.tokens.register(kept, 'admin')) !== 'revoked')
    return { token: kept, isNew: false };
  const token = newToken();
  await state.tokens.register(token, 'admin');
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return { token, isNew: true };
}
