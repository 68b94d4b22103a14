import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { BuildMessage } from '../../../src/live/messages.ts';
import { isOver } from './build-status.ts';
import { noteLastBuilds } from './last-builds.ts';
import { historyPage, keys, mostOfWorker } from './queries.ts';
import type { BuildDocument, BuildSummary } from './routes.ts';
import { noteTrends } from './trends.ts';

type History = InfiniteData<{ builds: BuildSummary[]; next: number | null }, number | null>;

/** Brings what changed into every list and document that is kept. */
export function applyBuilds(cache: QueryClient, messages: readonly BuildMessage[]): void {
  const builds = [...latest(messages).values()];
  if (builds.length === 0) return;
  noteLastBuilds(cache, builds);
  noteTrends(builds);
  cache.setQueryData<BuildSummary[]>(keys.running, (running) => running && withRunning(running, builds));
  for (const build of builds) {
    cache.setQueryData<BuildDocument>(
      keys.build(build.job, build.number),
      (known) => known && { ...build, definition: known.definition },
    );
    cache.setQueryData<History>(keys.history(build.job), (history) => history && withBuild(history, build));
    if (build.worker !== null)
      cache.setQueryData<BuildSummary[]>(
        keys.buildsOf(build.worker),
        (known) => known && withNewest(known, build),
      );
  }
  readQueueSoon(cache);
}

/** Of each build the last message, without what belongs to the message. */
function latest(messages: readonly BuildMessage[]): Map<string, BuildSummary> {
  return new Map(
    messages.map(({ type: _type, id: _id, ...build }) => [`${build.job}_${build.number}`, build]),
  );
}

function withRunning(running: readonly BuildSummary[], changed: readonly BuildSummary[]): BuildSummary[] {
  const byId = new Map(running.map((build) => [`${build.job}_${build.number}`, build]));
  for (const build of changed) {
    const id = `${build.job}_${build.number}`;
    if (isOver(build.status) || build.status === 'queued') byId.delete(id);
    else byId.set(id, build);
  }
  return [...byId.values()];
}

/** A list to which nobody has asked for older builds stays short, however long the page is left open. */
const mostOfPage = 200;

function withBuild(history: History, build: BuildSummary): History {
  const newest = history.pages[0]?.builds[0]?.number ?? 0;
  const isAlone = history.pages.length === 1;
  const pages = history.pages.map((page, index) => {
    if (index === 0 && build.number > newest) {
      const builds = [build, ...page.builds];
      if (!isAlone || builds.length <= mostOfPage) return { ...page, builds };
      const kept = builds.slice(0, historyPage);
      return { ...page, builds: kept, next: kept.at(-1)?.number ?? null };
    }
    if (!page.builds.some(({ number }) => number === build.number)) return page;
    return { ...page, builds: page.builds.map((known) => (known.number === build.number ? build : known)) };
  });
  return { ...history, pages };
}

function withNewest(known: readonly BuildSummary[], build: BuildSummary): BuildSummary[] {
  const isIt = ({ job, number }: BuildSummary) => job === build.job && number === build.number;
  return known.some(isIt)
    ? known.map((one) => (isIt(one) ? build : one))
    : [build, ...known].slice(0, mostOfWorker);
}

const queueEveryMs = 1_000;
let queueTimer: ReturnType<typeof setTimeout> | undefined;

/** Every start and end changes the reasons of all that wait, which only the server knows. */
function readQueueSoon(cache: QueryClient): void {
  if (queueTimer !== undefined) return;
  queueTimer = setTimeout(() => {
    queueTimer = undefined;
    void cache.invalidateQueries({ queryKey: keys.queue });
  }, queueEveryMs);
}
