import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { byPath } from './by-path.ts';
import { walk } from './walk.ts';

export interface BuildFile {
  /** Below the build's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

export interface FileListing {
  /** Sorted by path. */
  readonly files: BuildFile[];
  /** There are more files than are listed. */
  readonly truncated: boolean;
}

export const MAX_LISTED_FILES = 10_000;

/** The regular files of a build's folder; none when there is no such folder. */
export async function listFiles(folder: string, limit = MAX_LISTED_FILES): Promise<FileListing> {
  const files: BuildFile[] = [];
  let truncated = false;
  const entries = walk(folder, {
    state: 0,
    enter: (_name, depth) => depth + 1,
    // A folder that goes away during the walk, as those of a running build may, holds no file any more.
    onFault: () => {},
  });
  for await (const { path, name, kind, state: depth } of entries) {
    // At the top only a `build.json` that is being written has a hidden name.
    if (kind !== 'file' || (depth === 0 && name.startsWith('.'))) continue;
    if (files.length === limit) {
      truncated = true;
      break;
    }
    const stats = await lstat(join(folder, path)).catch(() => null);
    if (stats?.isFile()) files.push({ path, bytes: stats.size });
  }
  return { files: files.sort(byPath), truncated };
}
