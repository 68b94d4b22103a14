import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlainPath } from './paths.ts';
import { codeOf } from './storage-error.ts';

/** Faults of `open` that mean: there is no such file. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO']);

/** NONBLOCK, because opening a FIFO that a step made would wait for a writer for ever. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens the regular file `path` below `root`; null when there is none. Whatever a step planted there, no
 * symbolic link is followed below `root`: what was opened must lie at exactly that place. That is asked
 * of the open file, not of the path beforehand, so that nobody can put a link there in between.
 */
export async function openInside(root: string, path: string): Promise<FileHandle | null> {
  if (!isPlainPath(path)) return null;
  const file = join(root, path);
  let handle: FileHandle;
  try {
    handle = await open(file, flags);
  } catch (error) {
    if (absent.has(codeOf(error) ?? '')) return null;
    throw error;
  }
  try {
    const [stats, place, realRoot] = await Promise.all([
      handle.stat(),
      placeOf(handle, file),
      realpath(root),
    ]);
    if (stats.isFile() && place === join(realRoot, path)) return handle;
  } catch (error) {
    await handle.close();
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  await handle.close();
  return null;
}

async function placeOf(handle: FileHandle, file: string): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${handle.fd}`);
  } catch {
    // No /proc here: the next best answer.
    return realpath(file);
  }
}
