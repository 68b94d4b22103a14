/** Lines of a log, from 1, both included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface LineAddress {
  /** As `Build/Compile.log`. */
  readonly log: string;
  readonly lines: LineRange | null;
}

/** Reads the part of an address after `#`, as `Build/Compile:120-140`; null when it names no log. */
export function parseAddress(hash: string): LineAddress | null {
  let text = hash.replace(/^#/, '');
  try {
    text = decodeURIComponent(text);
  } catch {
    // It was not encoded.
  }
  const match = /^(.+?)(?::(\d{1,15})(?:-(\d{1,15}))?)?$/.exec(text);
  if (match?.[1] === undefined) return null;
  const first = Number(match[2] ?? 0);
  const last = Number(match[3] ?? first);
  return {
    log: `${match[1]}.log`,
    lines: first === 0 ? null : { from: Math.min(first, last), to: Math.max(first, last) },
  };
}

export function formatAddress({ log, lines }: LineAddress): string {
  const path = log
    .replace(/\.log$/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (lines === null) return `#${path}`;
  return `#${path}:${lines.from}${lines.to === lines.from ? '' : `-${lines.to}`}`;
}

/** The range from one line to another, whichever comes first. */
export const rangeOf = (one: number, other: number): LineRange => ({
  from: Math.min(one, other),
  to: Math.max(one, other),
});
