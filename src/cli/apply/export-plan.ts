import { isDerivedName } from '../../state/names.ts';
import type { TreeEntry } from '../client/types.ts';

export interface ExportPlan {
  /** Folder paths, parents first; also the empty ones. */
  readonly folders: readonly string[];
  readonly files: readonly { readonly job: string; readonly path: string }[];
  /** Copies for branches and pull requests: they are made from their parents again. */
  readonly skipped: readonly string[];
}

/** Where each job of the tree goes, so that `drover apply` takes the files back. */
export function planExport(entries: readonly TreeEntry[]): ExportPlan {
  const folders: string[] = [];
  const files: { job: string; path: string }[] = [];
  const skipped: string[] = [];
  const visit = (list: readonly TreeEntry[], folder: string) => {
    for (const entry of list) {
      const path = `${folder}${entry.name}`;
      if (entry.kind === 'folder') {
        folders.push(path);
        visit(entry.entries, `${path}/`);
      } else if (!isDerivedName(entry.name)) {
        files.push({ job: entry.name, path: `${path}.yaml` });
      } else {
        skipped.push(entry.name);
      }
    }
  };
  visit(entries, '');
  return { folders, files, skipped };
}
