import { useEffect, useSyncExternalStore } from 'react';
import { call } from './api.ts';
import type { BuildSummary, TrendBuild } from './routes.ts';

/**
 * The newest builds of the jobs that are on the screen. Rows ask for theirs when they come into sight; what is
 * asked for at about the same time goes in one request, and news keep it up to date.
 */
const places = 20;
const mostJobs = 200;
const gatherMs = 30;

let known: ReadonlyMap<string, readonly TrendBuild[]> = new Map();
let wanted = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function change(next: ReadonlyMap<string, readonly TrendBuild[]>): void {
  known = next;
  for (const listener of listeners) listener();
}

function want(job: string): void {
  if (known.has(job)) return;
  wanted.add(job);
  fetchSoon();
}

function fetchSoon(): void {
  if (timer === undefined) timer = setTimeout(() => void fetchWanted(), gatherMs);
}

async function fetchWanted(): Promise<void> {
  timer = undefined;
  const jobs = [...wanted].slice(0, mostJobs);
  wanted = new Set([...wanted].slice(mostJobs));
  if (wanted.size > 0) fetchSoon();
  try {
    const { trends } = await call('GET /api/trends', { query: { jobs: jobs.join(','), limit: places } });
    change(new Map([...known, ...Object.entries(trends)]));
  } catch {
    // The rows stay without their bars, and ask again when they are next shown.
  }
}

export function noteTrends(builds: readonly BuildSummary[]): void {
  const concerned = builds.filter(({ job }) => known.has(job));
  if (concerned.length === 0) return;
  const next = new Map(known);
  for (const { job, number, status, durationMs } of concerned) {
    const others = (next.get(job) ?? []).filter((build) => build.number !== number);
    const row = [...others, { number, status, durationMs }].sort((a, b) => a.number - b.number);
    next.set(job, row.slice(-places));
  }
  change(next);
}

/** Those builds are gone. */
export function dropFromTrend(job: string, numbers: ReadonlySet<number>): void {
  const row = known.get(job);
  if (row?.some(({ number }) => numbers.has(number)))
    change(
      new Map(known).set(
        job,
        row.filter(({ number }) => !numbers.has(number)),
      ),
    );
}

/** Forgets all: what is shown is asked for again. */
export function forgetTrends(): void {
  for (const job of known.keys()) wanted.add(job);
  if (wanted.size > 0) fetchSoon();
}

/** Oldest first; undefined until it came. */
export function useTrend(job: string): readonly TrendBuild[] | undefined {
  useEffect(() => want(job), [job]);
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => known.get(job),
  );
}

/** How long a build of the job usually takes: the median of its successes; null when there is none. */
export function usualDuration(trend: readonly TrendBuild[] | undefined): number | null {
  const durations = (trend ?? [])
    .filter(({ status, durationMs }) => status === 'success' && durationMs !== null)
    .map(({ durationMs }) => durationMs ?? 0)
    .sort((a, b) => a - b);
  return durations[durations.length >> 1] ?? null;
}
