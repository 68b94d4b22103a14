import type { Period } from './report.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Every day of a period, `YYYY-MM-DD`, the earliest first. */
export function daysOf({ from, to }: Period): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) days.push(isoDay(at));
  return days;
}

/** The last `days` days, today included. */
export function lastDays(days: number, now: number): Period {
  return { from: isoDay(now - (days - 1) * dayMs), to: isoDay(now) };
}

export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
