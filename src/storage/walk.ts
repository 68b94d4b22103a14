import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

export type EntryKind = 'file' | 'symlink' | 'other';

export interface WalkEntry<State> {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly kind: EntryKind;
  /** What `enter` gave for the folder that holds it. */
  readonly state: State;
}

export interface WalkOptions<State> {
  readonly state: State;
  /** What the folder's entries shall carry, or null to leave the folder out. */
  enter(name: string, state: State): State | null;
  /** A folder that cannot be read is passed over. */
  onFault(path: string, error: unknown): void;
}

/**
 * Everything below a folder that is not itself a folder, in no certain order. Symbolic links are named
 * and never followed. One folder is open at a time; the walk may be left at any point.
 */
export async function* walk<State>(
  root: string,
  options: WalkOptions<State>,
): AsyncGenerator<WalkEntry<State>, void, void> {
  const folders: { path: string; state: State }[] = [{ path: '', state: options.state }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const entry of await opendir(join(root, folder.path))) {
        const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
        if (!entry.isDirectory()) {
          yield { path, name: entry.name, kind: kindOf(entry), state: folder.state };
          continue;
        }
        const state = options.enter(entry.name, folder.state);
        if (state !== null) folders.push({ path, state });
      }
    } catch (error) {
      options.onFault(folder.path, error);
    }
  }
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}
