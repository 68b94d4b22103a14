/** A cron text with every field worked out. Numbers are sorted. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: ReadonlySet<number>;
  /** Also on the last day of the month, whichever that is. */
  readonly lastDay: boolean;
  /** 1 is January. */
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
}

export const isEveryHour = ({ hours }: Cron): boolean => hours.length === 24;

/** `day` counts from 1970-01-01. As in every cron, a day fits either day field when both say something. */
export function isDueOn(cron: Cron, day: number): boolean {
  const date = new Date(day * 86_400_000);
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const dayOfWeek = cron.daysOfWeek.has(date.getUTCDay());
  const dayOfMonth = cron.daysOfMonth.has(date.getUTCDate()) || (cron.lastDay && isLastOfMonth(date));
  if (cron.daysOfMonth.size === 31) return dayOfWeek;
  return cron.daysOfWeek.size === 7 ? dayOfMonth : dayOfWeek || dayOfMonth;
}

function isLastOfMonth(date: Date): boolean {
  return new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
}
