import { nearest } from '../../lib/nearest.ts';
import { code } from '../quote.ts';
import type { Cron } from './cron.ts';
import { dayOfMonth, dayOfWeek, hour, minute, month } from './fields.ts';
import { CronFault, parseField } from './parse-field.ts';

/** As Jenkins has them: hashed, so that not everything starts at midnight. */
const aliases: Readonly<Record<string, string>> = {
  '@hourly': 'H * * * *',
  '@daily': 'H H * * *',
  '@midnight': 'H H(0-2) * * *',
  '@weekly': 'H H * * H',
  '@monthly': 'H H H * *',
  '@yearly': 'H H H H *',
  '@annually': 'H H H H *',
};

const longest = 200;
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads five fields or an alias. `seed` settles what `H` stands for, each field for itself: the same seed
 * gives the same times for ever. The fault is the end of a sentence about the text.
 */
export function parseCron(text: string, seed: string): { cron: Cron } | { fault: string } {
  try {
    return { cron: read(text, seed) };
  } catch (error) {
    if (!(error instanceof CronFault)) throw error;
    return { fault: error.message };
  }
}

/** Whether the times depend on the seed. */
export const isHashed = (text: string): boolean => /^@|\bH\b/i.test(text.trim());

function read(text: string, seed: string): Cron {
  if (text.length > longest)
    throw new CronFault(`it has ${text.length} characters, and at most ${longest} are allowed`);
  const parts = expand(text.trim()).split(/\s+/);
  if (parts.length !== 5) throw new CronFault(wrongCount(parts));
  const [minutes, hours, days, months, weekdays] = parts as [string, string, string, string, string];
  const { values: daysOfMonth, lastDay } = parseField(dayOfMonth, days, seed);
  const cron: Cron = {
    minutes: sorted(parseField(minute, minutes, seed).values),
    hours: sorted(parseField(hour, hours, seed).values),
    daysOfMonth,
    lastDay,
    months: parseField(month, months, seed).values,
    daysOfWeek: parseField(dayOfWeek, weekdays, seed).values,
  };
  refuseNever(cron);
  return cron;
}

function expand(text: string): string {
  if (!text.startsWith('@')) return text;
  const alias = aliases[text.toLowerCase()];
  if (alias !== undefined) return alias;
  const near = nearest(text, Object.keys(aliases));
  const hint = near === null ? `there are ${Object.keys(aliases).join(', ')}` : `did you mean \`${near}\`?`;
  throw new CronFault(`${code(text)} is not known: ${hint}`);
}

function wrongCount(parts: readonly string[]): string {
  const needs = 'minute, hour, day of the month, month and day of the week, as in `30 4 * * *`';
  if (parts.length === 1 && parts[0] === '') return `it is empty, and has to name ${needs}`;
  if (parts.length === 6) return 'it has 6 fields, and there are no seconds here: leave the first one out';
  return `it has ${parts.length} field${parts.length === 1 ? '' : 's'}, and has to name ${needs}`;
}

const sorted = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b);

/** Only the day of the month can ask for what no year has: any day of a week comes. */
function refuseNever({ daysOfMonth, lastDay, months, daysOfWeek }: Cron): void {
  if (lastDay || daysOfWeek.size < 7) return;
  const first = Math.min(...daysOfMonth);
  if ([...months].some((month) => first <= (longestMonths[month - 1] ?? 0))) return;
  throw new CronFault('the day never comes: none of its months is that long');
}
