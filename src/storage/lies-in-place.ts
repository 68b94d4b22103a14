import { realpath } from 'node:fs/promises';
import { jobFolderAt } from './paths.ts';
import { codeOf } from './storage-error.ts';

/** False when it is gone, and when a symbolic link leads away on the way there: nothing is changed elsewhere. */
export async function liesInPlace(root: string, path: string): Promise<boolean> {
  try {
    return (await realpath(jobFolderAt(root, path))) === jobFolderAt(await realpath(root), path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
