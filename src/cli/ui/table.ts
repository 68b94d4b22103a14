import type { Colors } from '../io.ts';
import { cutToWidth, textWidth } from './text-width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** How the cell looks once its width is settled. */
  readonly style?: (text: string, row: Row) => string;
  readonly right?: true;
  /** May be cut when the terminal is too narrow; the last such column gives way first. */
  readonly shrinks?: true;
}

const gap = '  ';
const narrowest = 12;

/** Rows in columns, no line wider than `width` unless the columns that must not shrink alone are. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
  colors: Colors,
): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))));
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...cells.map((line) => textWidth(line[index] ?? ''))),
  );
  shrink(widths, columns, width);
  const lineOf = (texts: readonly string[], style: (text: string, index: number) => string) =>
    columns
      .map((column, index) => {
        const text = cutToWidth(texts[index] ?? '', widths[index] ?? 0);
        const blank = ' '.repeat((widths[index] ?? 0) - textWidth(text));
        if (column.right) return blank + style(text, index);
        return style(text, index) + (index === columns.length - 1 ? '' : blank);
      })
      .join(gap)
      .trimEnd();
  const head = lineOf(
    columns.map((column) => column.title),
    (text) => colors.dim(text),
  );
  const body = cells.map((line, at) =>
    lineOf(line, (text, index) => columns[index]?.style?.(text, rows[at] as Row) ?? text),
  );
  return [head, ...body].join('\n');
}

function shrink(widths: number[], columns: readonly Column<never>[], width: number): void {
  const gaps = gap.length * (columns.length - 1);
  for (let index = columns.length - 1; index >= 0; index -= 1) {
    const over = widths.reduce((sum, one) => sum + one, gaps) - width;
    const now = widths[index] ?? 0;
    if (over > 0 && columns[index]?.shrinks) widths[index] = Math.max(Math.min(now, narrowest), now - over);
  }
}

/** One line, in which nothing that others wrote acts on the terminal. */
function printable(text: string): string {
  return text
    .replace(/[^\S\u00a0]+/g, ' ')
    .replace(/\p{Cc}\[[0-?]*[ -/]*[@-~]/gu, '')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '');
}
