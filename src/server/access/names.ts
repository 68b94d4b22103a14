import { DroverError } from '../../errors/error.ts';
import type { Grant } from '../../state/identity/roles.ts';
import type { State } from '../../state/index.ts';

/** Causes and the audit name people and tokens alike: no two are called the same. Throws NAME_TAKEN. */
export async function requireFreeName(
  { users, tokens }: Pick<State, 'users' | 'tokens'>,
  name: string,
): Promise<void> {
  const [user, all] = await Promise.all([users.find(name), tokens.list()]);
  const kind = user !== null ? 'user' : all.some((token) => token.name === name) ? 'token' : null;
  if (kind !== null) throw new DroverError('NAME_TAKEN', { name, kind });
}

/** A role in a folder that does not exist is a slip of the pen. Throws FOLDER_NOT_FOUND. */
export async function requireFolders(
  { folders }: Pick<State, 'folders'>,
  grants: readonly Grant[],
): Promise<void> {
  for (const { folder } of grants)
    if ((await folders.find(folder)) === null) throw new DroverError('FOLDER_NOT_FOUND', { folder });
}
