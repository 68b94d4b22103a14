import { DroverError } from '../../../errors/error.ts';
import { daysOf, lastDays } from '../../../reporting/reports/period.ts';
import type { Period } from '../../../reporting/reports/report.ts';

const mostDays = 366;
const defaultDays = 30;

/** The days that a query asks for. Throws REQUEST_INVALID. */
export function periodOf(
  { days, from, to }: { readonly days?: number; readonly from?: string; readonly to?: string },
  now = Date.now(),
): Period {
  if (from === undefined && to === undefined) return lastDays(days ?? defaultDays, now);
  if (days !== undefined) throw invalid('Give either `days`, or `from` and `to`.');
  const end = to ?? lastDays(1, now).to;
  if (!isDay(end)) throw invalid(`\`to\` is no day: ${end}`);
  const start = from ?? lastDays(defaultDays, Date.parse(end)).from;
  if (!isDay(start)) throw invalid(`\`from\` is no day: ${start}`);
  if (start > end) throw invalid('`from` is after `to`.');
  if (Date.parse(end) - Date.parse(start) >= mostDays * 86_400_000)
    throw invalid(`A report covers ${mostDays} days at most.`);
  return { from: start, to: end };
}

/** There is no 30 February. */
function isDay(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && daysOf({ from: text, to: text })[0] === text;
}

const invalid = (detail: string): DroverError => new DroverError('REQUEST_INVALID', { detail });
