import type { Run } from './runs.ts';

/** Signs that take two columns: East Asian wide and full-width ones, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
// oxlint-disable-next-line no-control-regex -- everything outside of it may be wide
const isNarrow = /^[\x00-\u10ff]*$/;

/** How many rows of so many columns a text takes; at least one. */
export function countRows(text: string, columns: number): number {
  if (text.length <= columns && isNarrow.test(text)) return 1;
  if (isNarrow.test(text) && !text.includes('\t')) return Math.max(1, Math.ceil(text.length / columns));
  return wrapRuns([{ text, style: {} }], columns).length;
}

/** The same runs cut into rows. Tabs become spaces up to the next stop of eight. */
export function wrapRuns(runs: readonly Run[], columns: number): Run[][] {
  const rows: Run[][] = [[]];
  let column = 0;
  for (const { text, style } of runs) {
    let piece = '';
    const put = () => {
      if (piece !== '') rows.at(-1)?.push({ text: piece, style });
      piece = '';
    };
    for (const sign of text) {
      const width = sign === '\t' ? Math.min(8 - (column % 8), columns) : wide.test(sign) ? 2 : 1;
      if (column + width > columns && column > 0) {
        put();
        rows.push([]);
        column = 0;
      }
      piece += sign === '\t' ? ' '.repeat(width) : sign;
      column += width;
    }
    put();
  }
  return rows;
}
