/** What `parseDuration` reads, as a regular expression for a JSON Schema too: `90s`, `1h30m`, `500ms`, `1.5d`. */
export const durationPattern =
  '^(?=\\d)(\\d+(\\.\\d+)?d)?(\\d+(\\.\\d+)?h)?(\\d+(\\.\\d+)?m)?(\\d+(\\.\\d+)?s)?(\\d+(\\.\\d+)?ms)?$';

const shape = new RegExp(durationPattern);
const part = /(\d+(?:\.\d+)?)(ms|[dhms])/g;
const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, rounded to whole ones; null when the text is no duration. Units go from the largest to the smallest. */
export function parseDuration(text: string): number | null {
  if (text.length > 64 || !shape.test(text)) return null;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(part)) ms += Number(amount) * unitMs[unit!]!;
  return Math.round(ms);
}

/** The shortest text that `parseDuration` reads back as the same whole milliseconds: `1h30m`, `500ms`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const amount = Math.floor(rest / unitMs[unit]!);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * unitMs[unit]!;
  }
  return text === '' ? '0s' : text;
}
