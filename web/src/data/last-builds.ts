import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { keys } from './queries.ts';
import type { BuildSummary, LastBuild } from './routes.ts';

/**
 * The newest builds of jobs as news told of them, over what the tree said when it was read. It stands beside the
 * tree, so that news of one job cost nothing for the ten thousand others.
 */
let newer: ReadonlyMap<string, LastBuild> = new Map();
const listeners = new Set<() => void>();

export function noteLastBuilds(cache: QueryClient, builds: readonly BuildSummary[]): void {
  const next = new Map(newer);
  for (const build of builds) {
    if (build.number >= (next.get(build.job)?.number ?? 0)) next.set(build.job, build);
  }
  newer = next;
  for (const listener of listeners) listener();
  // A job that nobody knew, as of a pull request that was just opened.
  if (builds.some(({ number }) => number === 1)) void cache.invalidateQueries({ queryKey: keys.tree });
}

/** What news told of a job that is gone, or of builds of it that are: the tree says which is the newest now. */
export function forgetLastBuilds(job: string, numbers?: ReadonlySet<number>): void {
  const told = newer.get(job);
  if (told === undefined || numbers?.has(told.number) === false) return;
  const next = new Map(newer);
  next.delete(job);
  newer = next;
  for (const listener of listeners) listener();
}

export const newerBuilds = (): ReadonlyMap<string, LastBuild> => newer;

/** Changes identity when something in it does. */
export function useNewerBuilds(): ReadonlyMap<string, LastBuild> {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, newerBuilds);
}

/** The newer of what the tree and the news say. */
export function lastOf(
  job: { name: string; last: LastBuild | null },
  news: ReadonlyMap<string, LastBuild>,
): LastBuild | null {
  const told = news.get(job.name);
  return told !== undefined && told.number >= (job.last?.number ?? 0) ? told : job.last;
}
