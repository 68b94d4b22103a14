import { humanDuration } from '../../../src/lib/human-duration.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration without tenths, for what counts up or down. */
export function wholeSeconds(ms: number): string {
  return ms < 10 * second ? `${Math.max(0, Math.floor(ms / second))} s` : humanDuration(ms);
}

/** `just now`, `12 s ago`, `4 min ago`, `3 h ago`, `5 d ago`, then the date; for what is to come `in 4 min`. */
export function relativeTime(time: number, now: number): string {
  const ms = Math.abs(now - time);
  if (ms < 5 * second) return 'just now';
  const amount = distance(ms);
  if (amount === null) return shortDate(time, now);
  return time > now ? `in ${amount}` : `${amount} ago`;
}

function distance(ms: number): string | null {
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  return ms < 14 * day ? `${Math.floor(ms / day)} d` : null;
}

function shortDate(time: number, now: number): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat('en', {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(time);
}

/** With seconds and the viewer's time zone, to be shown on hover. */
export function exactTime(time: number): string {
  return new Intl.DateTimeFormat('en', {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(time);
}

/** `1 build`, `3 builds`. */
export const counted = (amount: number, one: string, many = `${one}s`): string =>
  `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`;
