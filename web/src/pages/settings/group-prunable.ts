import type { Prunable } from '../../data/routes.ts';

/** Builds of one job that go for one reason. */
export interface PrunableGroup {
  readonly job: string;
  readonly reason: string;
  readonly first: number;
  readonly last: number;
  readonly amount: number;
}

/** One row for each job and reason, in the order in which they came. */
export function groupPrunable(builds: readonly Prunable[]): PrunableGroup[] {
  const groups = new Map<string, PrunableGroup>();
  for (const { job, reason, number } of builds) {
    const key = `${job} ${reason}`;
    const { first, last, amount } = groups.get(key) ?? { first: number, last: number, amount: 0 };
    groups.set(key, {
      job,
      reason,
      first: Math.min(first, number),
      last: Math.max(last, number),
      amount: amount + 1,
    });
  }
  return [...groups.values()];
}
