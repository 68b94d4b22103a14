/** What stands beside each line. */
export type TimeMode = 'none' | 'clock' | 'elapsed' | 'delta';

export const timeModes: readonly { readonly mode: TimeMode; readonly label: string }[] = [
  { mode: 'none', label: 'No times' },
  { mode: 'clock', label: 'Time of day' },
  { mode: 'elapsed', label: 'Since the start' },
  { mode: 'delta', label: 'Since the line before' },
];

/** `ms`: from the start of the command to the line, and to the line before it. */
export function lineTime(
  mode: TimeMode,
  ms: number | null,
  before: number | null,
  startedAt: number | null,
): string {
  if (ms === null) return '';
  switch (mode) {
    case 'none':
      return '';
    case 'clock':
      return startedAt === null ? '' : clock(startedAt + ms);
    case 'elapsed':
      return elapsed(ms);
    case 'delta':
      return before === null || ms - before < 1 ? '' : `+${elapsed(ms - before)}`;
  }
}

function clock(at: number): string {
  const date = new Date(at);
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits);
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const rest = `${seconds % 60}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
  if (seconds < 60) return rest;
  const padded = rest.padStart(6, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${padded}`
    : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${padded}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
