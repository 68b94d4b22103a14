import type { Definition } from '../../definition/index.ts';
import type { TreeEntry } from '../client/types.ts';

/** The server's tree: name → folder path, as `team/backend`; empty at the top. */
export interface RemoteTree {
  /** A folder's path ends in its own name. */
  readonly folders: ReadonlyMap<string, string>;
  readonly jobs: ReadonlyMap<string, string>;
}

/** What the server has of a job. */
export interface RemoteJob {
  readonly definition: Definition;
  readonly revision: number;
  /** Where the file is YAML too. */
  readonly yaml?: string;
}

export function indexTree(entries: readonly TreeEntry[]): RemoteTree {
  const folders = new Map<string, string>();
  const jobs = new Map<string, string>();
  const visit = (list: readonly TreeEntry[], folder: string) => {
    for (const entry of list) {
      if (entry.kind === 'job') {
        jobs.set(entry.name, folder);
      } else {
        folders.set(entry.name, entry.path);
        visit(entry.entries, entry.path);
      }
    }
  };
  visit(entries, '');
  return { folders, jobs };
}

export const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
