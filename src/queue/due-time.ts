import { nextRun, type SchedulePlan } from '../definition/index.ts';

/** A run that is at most this late is on time. */
const punctualMs = 60_000;
/** What was missed longer ago is not made up for. */
const windowMs = 24 * 3_600_000;
/** Of a cron that is due every minute so many lie in the window. */
const mostMissed = 1_500;

export interface DueRun {
  /** The time to start a build for; null: none of those that passed is made up for. */
  readonly at: number | null;
  /** The time after that. */
  readonly next: number;
}

/** What is to be done about a schedule whose next time, `due`, has come or passed. Times are ms since 1970. */
export function dueRun(schedule: SchedulePlan, due: number, now: number): DueRun {
  const after = (time: number): number => nextRun(schedule.cron, schedule.zone, time);
  if (now - due <= punctualMs) return { at: due, next: after(due) };
  const first = now - due <= windowMs ? due : after(now - windowMs);
  if (schedule.catchUp === 'none' || first > now) return { at: null, next: after(now) };
  if (schedule.catchUp === 'all') return { at: first, next: after(first) };
  return { at: lastBefore(after, first, now), next: after(now) };
}

/** The last due time that is not after `now`, from one on that is not after it either. */
function lastBefore(after: (time: number) => number, from: number, now: number): number {
  let last = from;
  for (let count = 0; count < mostMissed; count += 1) {
    const next = after(last);
    if (next > now) return last;
    last = next;
  }
  return last;
}
