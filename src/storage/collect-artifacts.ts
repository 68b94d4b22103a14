import { constants } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '../state/build.ts';
import { byPath } from './by-path.ts';
import { matchFiles, Notes } from './match-files.ts';
import { openInside } from './open-inside.ts';
import { quote } from './paths.ts';
import { codeOf } from './storage-error.ts';

export const MAX_ARTIFACTS = 10_000;

export interface CollectOptions {
  readonly workspace: string;
  readonly globs: readonly string[];
  /** Made anew: what an earlier attempt left there is removed. */
  readonly target: string;
  readonly limit?: number;
  /** Makes of a path, or a sentence, what may be seen of it. */
  readonly shown?: (text: string) => string;
}

export interface CollectedArtifacts {
  /** Sorted by path. */
  readonly artifacts: Artifact[];
  /** What was left out and why, and patterns that match nothing; a sentence each. */
  readonly notes: string[];
}

/**
 * Copies the files that match out of a workspace, under the same paths. Symbolic links are left out, so
 * nothing from outside the workspace comes along. Throws what writing the copies throws.
 */
export async function collectArtifacts(options: CollectOptions): Promise<CollectedArtifacts> {
  if (options.globs.length === 0) return { artifacts: [], notes: [] };
  const { workspace, globs, limit = MAX_ARTIFACTS, shown = (text) => text } = options;
  const notes = new Notes(shown);
  const paths = await matchFiles({ workspace, globs, limit, what: 'artifacts' }, notes);
  await rm(options.target, { recursive: true, force: true });
  const artifacts: Artifact[] = [];
  const madeFolders = new Set<string>();
  for (const path of paths) {
    const name = shown(path);
    const folder = dirname(join(options.target, name));
    if (!madeFolders.has(folder)) await mkdir(folder, { recursive: true });
    madeFolders.add(folder);
    const bytes = await copyOut(options, { path, name }, notes);
    if (bytes !== null) artifacts.push({ path: name, bytes });
  }
  return { artifacts: artifacts.sort(byPath), notes: notes.list() };
}

/** Bytes copied; null, with a note, when the file cannot be read. */
async function copyOut(
  { workspace, target }: CollectOptions,
  { path, name }: { path: string; name: string },
  notes: Notes,
): Promise<number | null> {
  const handle = await openInside(workspace, path).catch((error: unknown) => {
    notes.add(`${quote(path)} could not be read: ${reasonOf(error)}.`);
    return undefined;
  });
  if (handle === null) notes.add(`${quote(path)} was left out: it changed while it was collected.`);
  if (!handle) return null;
  try {
    const copy = join(target, name);
    // Copied from what was opened, not from the path: a left process may put a link there meanwhile.
    await copyFile(
      openedPath(handle.fd, join(workspace, path)),
      copy,
      constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL,
    );
    return (await handle.stat()).size;
  } catch (error) {
    // Two paths that differ in what is hidden of them only.
    if (name === path || codeOf(error) !== 'EEXIST') throw error;
    notes.add(`${quote(path)} was left out: without what is secret in it, it has the name of another.`);
    return null;
  } finally {
    await handle.close();
  }
}

const openedPath = (fd: number, path: string): string =>
  process.platform === 'linux' ? `/proc/self/fd/${fd}` : path;

const reasonOf = (error: unknown): string => codeOf(error) ?? String(error);
