import type { StoredLine } from './log-page.ts';

/** As much of a line as the server gives too. */
const longestLine = 64 * 1024;
/** A line that rewrites itself is shortened to its last states before it costs anything to show it. */
const longestRewritten = 8 * 1024;

/** A last line after more of it has come. */
export function lengthen(line: StoredLine, text: string): StoredLine {
  const whole = line.cut === 'end' ? line.text : line.text + text;
  const bytes = line.bytes + text.length;
  if (whole.length > longestRewritten && whole.includes('\r')) {
    const from = whole.indexOf('\r', whole.length - longestRewritten / 2);
    if (from !== -1 && from < whole.length - 1)
      return { ...line, text: whole.slice(from + 1), bytes, cut: 'start' };
  }
  if (whole.length <= longestLine) return { ...line, text: whole, bytes };
  return { ...line, text: whole.slice(0, longestLine), bytes, cut: 'end' };
}

export const liveLine = (text: string): StoredLine =>
  lengthen({ text: '', ms: null, offset: null, bytes: 0, cut: null }, text);
