import { nearest } from '../../lib/nearest.ts';
import { code } from '../quote.ts';

const minuteMs = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();
/** Letter case makes many spellings of one zone: the formats of all of them shall not pile up. */
const mostFormats = 1_000;
const zoneName = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** The end of a sentence about a name that is no IANA time zone, or null. */
export function timeZoneFault(name: string): string | null {
  if (formatOf(name) !== null) return null;
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const place = name.toLowerCase().replaceAll(' ', '_');
  const near = zones.find((zone) => zone.toLowerCase().endsWith(`/${place}`)) ?? nearest(name, zones);
  return near === null
    ? 'there is no such time zone: write one as `Europe/Berlin` or `UTC`'
    : `there is no such time zone: did you mean ${code(near)}?`;
}

/** Milliseconds that the clocks of a zone are ahead of UTC at a moment. The zone has to be one. */
export function offsetAt(zone: string, at: number): number {
  const shown = formatOf(zone)?.format(at) ?? '';
  const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(shown) ?? [];
  const ms = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minuteMs + Number(seconds ?? 0) * 1_000;
  return sign === '-' ? -ms : ms;
}

/** A moment as the clocks of a zone show it, ISO 8601: `2026-03-29T03:00:00+02:00`; `Z` for UTC. */
export function zonedTime(zone: string, at: number): string {
  const offset = offsetAt(zone, at);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  if (zone === 'UTC') return `${local}Z`;
  const minutes = Math.abs(offset) / minuteMs;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (!zoneName.test(zone)) return null;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    if (formats.size >= mostFormats) formats.clear();
    formats.set(zone, format);
    return format;
  } catch {
    return null;
  }
}
