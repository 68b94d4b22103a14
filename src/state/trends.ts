import type { BuildStatus } from './build.ts';
import type { StateContext } from './context.ts';
import { isName } from './names.ts';

/** A build in a row of many. */
export interface TrendBuild {
  number: number;
  status: BuildStatus;
  durationMs: number | null;
}

export interface Trends {
  /** The newest builds of each job, oldest first; none for a job that is not there. */
  of(jobs: readonly string[], limit: number): Promise<Record<string, TrendBuild[]>>;
}

export function createTrends({ keys, scripts }: StateContext): Trends {
  return {
    async of(jobs, limit) {
      const names = jobs.filter((job) => isName('job', job));
      if (names.length === 0) return {};
      const rows = (await scripts.run(
        'read_trends',
        names.map((name) => keys.recent(name)),
        [limit],
      )) as unknown as string[][];
      return Object.fromEntries(names.map((name, index) => [name, readRow(rows[index] ?? [])]));
    },
  };
}

function readRow(row: readonly string[]): TrendBuild[] {
  const builds: TrendBuild[] = [];
  for (let at = 0; at + 2 < row.length; at += 3) {
    const [number, status, duration] = row.slice(at, at + 3);
    builds.unshift({
      number: Number(number),
      status: status as BuildStatus,
      durationMs: duration === '' ? null : Number(duration),
    });
  }
  return builds;
}
