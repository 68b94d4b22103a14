import type { JobEntry, TreeEntry } from '../client/types.ts';

export interface TreeRow {
  /** Indented by its depth; a folder ends in `/`. */
  readonly label: string;
  readonly title: string;
  /** Undefined for a folder, null for a job that was never built. */
  readonly last: JobEntry['last'] | undefined;
}

/** The tree as lines, in its own order: each folder, then what is in it. */
export function treeRows(entries: readonly TreeEntry[], depth = 0): TreeRow[] {
  const indent = '\u00a0\u00a0'.repeat(depth);
  return entries.flatMap((entry): TreeRow[] => {
    if (entry.kind === 'job')
      return [{ label: `${indent}${entry.name}`, title: entry.title ?? '', last: entry.last }];
    return [
      { label: `${indent}${entry.name}/`, title: '', last: undefined },
      ...treeRows(entry.entries, depth + 1),
    ];
  });
}
