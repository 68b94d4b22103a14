const UNITS: [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** A limit in words, exact: `2 s`, `1 h 30 min`, `1.5 s`, `250 ms`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const parts: string[] = [];
  let left = ms;
  for (const [name, size] of UNITS) {
    const amount = size === 1000 ? left / 1000 : Math.floor(left / size);
    if (amount > 0) parts.push(`${amount} ${name}`);
    left %= size;
  }
  return parts.join(' ');
}
