const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `30 ms`, `0.4 s`, `48 s`, `3 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function humanDuration(ms: number): string {
  if (ms < 0.1 * second) return `${Math.round(Math.max(0, ms))} ms`;
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${Math.round(ms / second)} s`;
  if (ms < hour) return parts(Math.round(ms / second), 60, 'm', 's');
  if (ms < day) return parts(Math.round(ms / minute), 60, 'h', 'm');
  return parts(Math.round(ms / hour), 24, 'd', 'h');
}

/** The same without tenths, for what counts up or down. */
export function wholeSeconds(ms: number): string {
  return ms < 10 * second ? `${Math.max(0, Math.floor(ms / second))} s` : humanDuration(ms);
}

function parts(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  const whole = Math.floor(amount / size);
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
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
