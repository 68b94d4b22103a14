import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { ChangedMessage } from '../../../src/live/messages.ts';
import { forgetLastBuilds, lastOf, newerBuilds } from './last-builds.ts';
import { keys } from './queries.ts';
import { readSoon } from './read-soon.ts';
import type { BuildSummary, JobEntry, TreeEntry } from './routes.ts';
import { dropFromTrend } from './trends.ts';

type History = InfiniteData<{ builds: BuildSummary[]; next: number | null }, number | null>;

/** Jobs and folders that were made, saved, moved or deleted are read anew; builds that were deleted go at once. */
export function applyChanges(cache: QueryClient, changes: readonly ChangedMessage[]): void {
  let isTreeOld = false;
  for (const { what, job, gone, numbers = [] } of changes) {
    if (what === 'builds' && job !== undefined) {
      const removed = new Set(numbers);
      isTreeOld ||= tellsOf(cache, job, removed);
      dropBuilds(cache, job, removed);
    } else {
      isTreeOld = true;
      if (job !== undefined) readJob(cache, job);
      if (job !== undefined && gone) forgetLastBuilds(job);
    }
  }
  // One that cannot be seen reads the tree when it is looked at again.
  if (isTreeOld && document.visibilityState === 'visible') readSoon(cache, keys.tree);
}

/** Whether the tree shows one of these builds as the newest. What retention removes whenever a build ends is none. */
function tellsOf(cache: QueryClient, job: string, numbers: ReadonlySet<number>): boolean {
  const tree = cache.getQueryData<{ entries: TreeEntry[] }>(keys.tree);
  const entry = find(tree?.entries ?? [], job);
  const last = entry === undefined ? null : lastOf(entry, newerBuilds());
  return last !== null && numbers.has(last.number);
}

function find(entries: readonly TreeEntry[], job: string): JobEntry | undefined {
  for (const entry of entries) {
    if (entry.kind === 'job' && entry.name === job) return entry;
    const inside = entry.kind === 'folder' ? find(entry.entries, job) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function readJob(cache: QueryClient, job: string): void {
  for (const key of [keys.job(job), keys.definition(job), keys.history(job), keys.builds(job)])
    void cache.invalidateQueries({ queryKey: key });
  readSoon(cache, keys.coming);
}

function dropBuilds(cache: QueryClient, job: string, numbers: ReadonlySet<number>): void {
  forgetLastBuilds(job, numbers);
  dropFromTrend(job, numbers);
  cache.setQueryData<History>(keys.history(job), (history) => history && without(history, numbers));
  for (const number of numbers) void cache.invalidateQueries({ queryKey: keys.build(job, number) });
}

const without = (history: History, numbers: ReadonlySet<number>): History => ({
  ...history,
  pages: history.pages.map((page) => ({
    ...page,
    builds: page.builds.filter(({ number }) => !numbers.has(number)),
  })),
});
