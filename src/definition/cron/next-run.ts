import { type Cron, isDueOn, isEveryHour } from './cron.ts';
import { offsetAt } from './time-zone.ts';

/**
 * When a cron is due by the clocks of a time zone. Where these are changed:
 *
 * - A time of day that is left out is made up for at the first minute after the gap, once however many are left out.
 * - A time of day that comes twice counts the first time.
 * - A cron for every hour is not about times of day: it follows the hours that pass, and is due in a repeated one
 *   too. Otherwise what runs every ten minutes would pause for an hour each autumn.
 */

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** 29 February of 2096 and of 2104: there is none between. */
const horizonDays = 366 * 8 + 2;

/** The first time after `after`, both in ms since 1970. Whole minutes. `zone` is an IANA time zone. */
export function nextRun(cron: Cron, zone: string, after: number): number {
  // A gap at midnight moves a time of yesterday into today.
  const start = Math.floor((after + offsetAt(zone, after)) / dayMs) - 1;
  for (let day = start; day <= start + horizonDays; day++) {
    const found = firstOn(cron, zone, day, after);
    if (found === null) continue;
    // Clocks that are set back over midnight mix two days.
    return Math.min(found, firstOn(cron, zone, day + 1, after) ?? found);
  }
  throw new Error('A cron that never comes is refused when it is read.');
}

/** The first time of a day of the calendar, or null. */
function firstOn(cron: Cron, zone: string, day: number, after: number): number | null {
  if (!isDueOn(cron, day)) return null;
  const midnight = day * dayMs;
  // Zones are less than a day from UTC, so these two moments lie before and after all of the day.
  const before = offsetAt(zone, midnight - dayMs);
  const later = offsetAt(zone, midnight + 2 * dayMs);
  if (before === later) {
    const time = timesOfDay(cron).find((ms) => midnight + ms - before > after);
    return time === undefined ? null : midnight + time - before;
  }
  const change = firstMinuteOf(later, zone, midnight - dayMs, midnight + 2 * dayMs);
  const moments = timesOfDay(cron).flatMap((time) => {
    const first = midnight + time - before;
    const second = midnight + time - later;
    const fitting = [...(first < change ? [first] : []), ...(second >= change ? [second] : [])];
    if (isEveryHour(cron)) return fitting;
    return fitting.length === 0 ? [change] : [Math.min(...fitting)];
  });
  const left = moments.filter((moment) => moment > after);
  return left.length === 0 ? null : Math.min(...left);
}

const known = new WeakMap<Cron, number[]>();

/** ms since midnight, sorted. */
function timesOfDay(cron: Cron): number[] {
  const times =
    known.get(cron) ??
    cron.hours.flatMap((hour) => cron.minutes.map((minute) => (hour * 60 + minute) * minuteMs));
  known.set(cron, times);
  return times;
}

/** The first minute at which a zone has an offset that it does not have at `low`, and has at `high`. */
function firstMinuteOf(offset: number, zone: string, low: number, high: number): number {
  let [without, having] = [low / minuteMs, high / minuteMs];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (offsetAt(zone, middle * minuteMs) === offset) having = middle;
    else without = middle;
  }
  return having * minuteMs;
}
