import type { JobEntry, TreeEntry } from './routes.ts';

/** All jobs below, also those of branches and pull requests, in the order of the tree. */
export const jobsIn = (entries: readonly TreeEntry[]): JobEntry[] =>
  entries.flatMap((entry) => (entry.kind === 'job' ? [entry] : jobsIn(entry.entries)));
