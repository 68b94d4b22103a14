import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashToken } from '../../server/guard.ts';
import type { State } from '../../state/index.ts';

/** Where the admin token is kept for the CLI on this machine. */
export const adminTokenFile = (data: string): string => join(data, 'admin-token');

/**
 * Makes the admin token at the first start on a Redis: kept as a hash there, and in clear in the data folder
 * (mode 600). Of several servers that start at once one makes it. Returns it when it was made now.
 * A kept token that Redis has forgotten, as after Redis lost its data, is registered again.
 */
export async function ensureAdminToken(state: State, data: string): Promise<string | null> {
  const file = adminTokenFile(data);
  const kept = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  const token = kept === '' ? `drover_${randomBytes(32).toString('base64url')}` : kept;
  const made = await state.tokens.register(hashToken(token), { name: 'admin', role: 'admin' });
  if (!made || kept !== '') return null;
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}
