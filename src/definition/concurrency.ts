import type { Definition } from './schema/index.ts';

export interface Concurrency {
  /** In lower case, since groups that differ in nothing else are meant to be one. */
  readonly group: string;
  readonly limit: number;
  readonly onNew: 'queue' | 'cancelRunning' | 'replaceQueued' | 'reject';
}

/** The group that builds of the job hold a place of while they run. One without a name is the job's own. */
export function concurrencyOf(job: string, { concurrency }: Definition): Concurrency | null {
  if (concurrency === undefined) return null;
  const { group, limit = 1, onNew = 'queue' } = concurrency;
  // No name that a person gives has a colon.
  return { group: group === undefined ? `job:${job}` : group.toLowerCase(), limit, onNew };
}
