import type { BuildSummary } from '../../data/routes.ts';

/** The newest build before `number` that succeeded; builds come newest first. */
export const lastSuccess = (builds: readonly BuildSummary[], number: number): BuildSummary | null =>
  builds.find((build) => build.number < number && build.status === 'success') ?? null;

const looked = 10;

/** How long a build of the job takes: the median of its last successful ones. */
export function expectedMs(builds: readonly BuildSummary[]): number | null {
  const durations = builds
    .filter(({ status, durationMs }) => status === 'success' && durationMs !== null)
    .slice(0, looked)
    .map(({ durationMs }) => durationMs ?? 0)
    .sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)] ?? null;
}
