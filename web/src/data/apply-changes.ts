import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { ChangedMessage } from '../../../src/live/messages.ts';
import { forgetLastBuilds } from './last-builds.ts';
import { keys } from './queries.ts';
import { readSoon } from './read-soon.ts';
import type { BuildSummary } from './routes.ts';
import { dropFromTrend } from './trends.ts';

type History = InfiniteData<{ builds: BuildSummary[]; next: number | null }, number | null>;

/** Jobs and folders that were made, saved, moved or deleted are read anew; builds that were deleted go at once. */
export function applyChanges(cache: QueryClient, changes: readonly ChangedMessage[]): void {
  if (changes.length === 0) return;
  for (const { what, job, gone, numbers = [] } of changes) {
    if (job === undefined) continue;
    if (what === 'builds') dropBuilds(cache, job, new Set(numbers));
    else readJob(cache, job);
    if (gone) forgetLastBuilds(job);
  }
  // One that cannot be seen reads the tree when it is looked at again.
  if (document.visibilityState === 'visible') readSoon(cache, keys.tree);
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
