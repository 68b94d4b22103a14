import type { Health, Turn } from '../../state/tallies.ts';
import type { TallyRow } from '../../state/tally-row.ts';

const bad = new Set(['failure', 'timed_out', 'error']);

/**
 * Takes a build into the health of its job; returns the turn when the job broke or was mended with it. One that ended
 * after a newer one says nothing about how the job is now, nor does a cancelled one.
 */
export function takeIn(health: Map<string, Health>, row: TallyRow): Turn | null {
  const { job, number, at, status } = row;
  const good = status === 'success';
  if (!good && !bad.has(status)) return null;
  const before = health.get(job);
  if (before !== undefined && before.number > number) return null;
  const turned = before === undefined ? !good : before.good !== good;
  const since = before !== undefined && before.good === good ? before.since : { number, at };
  health.set(job, { good, number, since });
  if (!turned) return null;
  return { job, kind: good ? 'fixed' : 'broken', number, at, from: before?.since ?? null };
}
