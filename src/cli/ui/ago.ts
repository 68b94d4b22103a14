import { elapsed } from '../run/terminal.ts';

/** `12 s ago`; a dash for a time that has not come. */
export function ago(time: string | null, now: number): string {
  if (time === null) return '–';
  return `${elapsed(Math.max(0, now - Date.parse(time))).replace(/^(\d+)\.\d+/, '$1')} ago`;
}
