import { lstat, mkdir, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { numbersUpTo } from './build-numbers.ts';
import { liesInPlace } from './lies-in-place.ts';
import { buildFolderIn, jobFolderAt, jobsFolder } from './paths.ts';
import { removeEmptied } from './remove-emptied.ts';
import { codeOf } from './storage-error.ts';

/**
 * Moves the builds of a job up to and with number `upTo` from one path to another, and removes the folders
 * that this leaves empty. Later ones belong to another job that got the old name meanwhile. What is already
 * at the target stays and is added to, so that a move that was broken off, or a build that already began
 * at the new place, does no harm. It may be repeated, and done by several servers at once.
 */
export async function moveBuilds(root: string, from: string, to: string, upTo: number): Promise<void> {
  const [source, target] = [jobFolderAt(root, from), jobFolderAt(root, to)];
  if (source === target || !(await liesInPlace(root, from))) return;
  const numbers = await numbersUpTo(source, upTo);
  if (numbers.length > 0) await mkdir(target, { recursive: true });
  for (const number of numbers) await merge(buildFolderIn(source, number), buildFolderIn(target, number));
  await removeEmptied(source, jobsFolder(root));
}

async function merge(from: string, to: string): Promise<void> {
  try {
    await mergeOnce(from, to);
  } catch (error) {
    // Another server moved it meanwhile.
    if (codeOf(error) !== 'ENOENT' || (await kindAt(from)) !== 'nothing') throw error;
  }
}

async function mergeOnce(from: string, to: string): Promise<void> {
  const kinds = await Promise.all([kindAt(from), kindAt(to)]);
  if (kinds[1] === 'nothing') return rename(from, to);
  if (kinds[0] !== 'folder' || kinds[1] !== 'folder') return unlinkOrKeep(from, kinds[0]);
  for (const name of await readdir(from)) await merge(join(from, name), join(to, name));
  await rmdir(from);
}

/** Both are there and at least one is no folder: the target wins; a folder is never given up for it. */
async function unlinkOrKeep(from: string, kind: Kind): Promise<void> {
  if (kind === 'other') await unlink(from);
}

type Kind = 'nothing' | 'folder' | 'other';

async function kindAt(path: string): Promise<Kind> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'nothing';
    throw error;
  }
}
