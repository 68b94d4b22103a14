import type { State } from '../../state/index.ts';
import type { BuildPoint, ChangeReport, Extent } from './report.ts';

/** Which jobs are broken and since when, and which were mended in the period. */
export async function changesOf({ tallies }: State, { from, to, jobs }: Extent): Promise<ChangeReport> {
  const isWanted = (job: string): boolean => jobs?.includes(job) ?? true;
  const [health, turns] = await Promise.all([tallies.allHealth(), tallies.turns()]);
  const broken = [...health]
    .filter(([name, { good }]) => !good && isWanted(name))
    .map(([name, { since, number }]) => ({ job: name, since: pointOf(since), last: number }))
    .sort((a, b) => (a.since.at < b.since.at ? 1 : -1));
  const fixed = turns
    .filter((turn) => turn.kind === 'fixed' && isWanted(turn.job))
    .map((turn) => ({
      job: turn.job,
      by: pointOf(turn),
      brokenSince: turn.from === null ? null : pointOf(turn.from),
      brokenMs: turn.from === null ? null : Math.max(0, turn.at - turn.from.at),
    }))
    .filter(({ by }) => by.at.slice(0, 10) >= from && by.at.slice(0, 10) <= to);
  return { source: 'redis', from, to, broken, fixed };
}

const pointOf = ({ number, at }: { number: number; at: number }): BuildPoint => ({
  number,
  at: new Date(at).toISOString(),
});
