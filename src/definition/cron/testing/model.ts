import type { Cron } from '../cron.ts';

/**
 * The rules of `next-run.ts` told in another way: looks at every minute of UTC from `from` to `to`, at what the
 * clocks of the zone show, and at whether they showed it before. Shares no code with what it models.
 */
export function runsMinuteByMinute(cron: Cron, zone: string, from: number, to: number): number[] {
  const clock = wallClock(zone);
  const everyHour = cron.hours.length === 24;
  const runs: number[] = [];
  const shown = new Set<number>();
  // Begins two days early, to know what was shown before.
  let latest = clock(from - 2 * 86_400_000 - 60_000);
  for (let at = from - 2 * 86_400_000; at < to; at += 60_000) {
    const local = clock(at);
    const leftOut: number[] = [];
    for (let time = latest + 60_000; time < local; time += 60_000) leftOut.push(time);
    const due =
      fits(cron, local) && (everyHour || !shown.has(local))
        ? true
        : !everyHour && leftOut.some((time) => fits(cron, time) && !shown.has(time));
    if (due && at >= from) runs.push(at);
    for (const time of [...leftOut, local]) shown.add(time);
    latest = Math.max(latest, local);
  }
  return runs;
}

/** What the clocks show, as ms since 1970 if it were UTC. */
function wallClock(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
}

function fits(cron: Cron, local: number): boolean {
  const date = new Date(local);
  const tomorrow = new Date(local + 86_400_000);
  const byMonth =
    cron.daysOfMonth.has(date.getUTCDate()) ||
    (cron.lastDay && tomorrow.getUTCMonth() !== date.getUTCMonth());
  const byWeek = cron.daysOfWeek.has(date.getUTCDay());
  const allMonth = cron.daysOfMonth.size === 31;
  const allWeek = cron.daysOfWeek.size === 7;
  const day = allMonth || allWeek ? (allMonth || byMonth) && (allWeek || byWeek) : byMonth || byWeek;
  return (
    day &&
    cron.months.has(date.getUTCMonth() + 1) &&
    cron.hours.includes(date.getUTCHours()) &&
    cron.minutes.includes(date.getUTCMinutes())
  );
}
