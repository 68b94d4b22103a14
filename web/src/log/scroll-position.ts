/** What is scrolled: rows that are as high as so many lines of text. Heights in pixels. */
export interface Scrolled {
  readonly rows: number;
  /** Of one line of text. */
  readonly rowHeight: number;
  /** Of what is seen at once. */
  readonly viewHeight: number;
  /** How many lines of text a row takes; 1 where nothing is wrapped. */
  linesOf(row: number): number;
}

/** A row, and how much of it is above what is seen. */
export interface Position {
  readonly row: number;
  readonly offset: number;
}

/** Browsers do not make an element higher than some millions of pixels: what is longer is scaled down to this. */
export const mostHeight = 8_000_000;

/** With so few rows each is measured; with more, where they are wrapped, the bar is as exact as an average. */
const fewRows = 2_000;

/** The height that the scroll bar stands for. */
export function scrollHeight(scrolled: Scrolled): number {
  const { rows, rowHeight, viewHeight } = scrolled;
  const height = rows <= fewRows ? heightBefore(scrolled, rows) : rows * rowHeight;
  return Math.max(viewHeight, Math.min(mostHeight, height));
}

const heightOf = (scrolled: Scrolled, row: number): number => scrolled.linesOf(row) * scrolled.rowHeight;

function heightBefore(scrolled: Scrolled, row: number): number {
  let height = 0;
  for (let at = 0; at < row; at += 1) height += heightOf(scrolled, at);
  return height;
}

/** Where the last row is at the lower edge; the beginning when everything is seen at once. */
export function endOf(scrolled: Scrolled): Position {
  let above = scrolled.viewHeight;
  for (let row = scrolled.rows - 1; row >= 0; row -= 1) {
    above -= heightOf(scrolled, row);
    if (above <= 0) return { row, offset: Math.abs(above) };
  }
  return { row: 0, offset: 0 };
}

export const isBefore = (one: Position, other: Position): boolean =>
  one.row < other.row || (one.row === other.row && one.offset < other.offset);

/** Not beyond the end, and with an offset within the row. */
export function clamp(scrolled: Scrolled, position: Position): Position {
  if (position.row < 0 || scrolled.rows === 0) return { row: 0, offset: 0 };
  const end = endOf(scrolled);
  return isBefore(position, end) ? position : end;
}

/** So many pixels further down, or up when negative. */
export function scrollBy(
  scrolled: Scrolled,
  { row: from, offset: before }: Position,
  pixels: number,
): Position {
  let row = from;
  let offset = before + pixels;
  while (offset < 0 && row > 0) {
    row -= 1;
    offset += heightOf(scrolled, row);
  }
  while (row < scrolled.rows - 1 && offset >= heightOf(scrolled, row)) {
    offset -= heightOf(scrolled, row);
    row += 1;
  }
  return clamp(scrolled, { row, offset: Math.max(0, offset) });
}

/** The position that a scroll bar at `top` of `scrollHeight` stands for. */
export function positionAt(scrolled: Scrolled, top: number): Position {
  const range = scrollHeight(scrolled) - scrolled.viewHeight;
  if (range <= 0 || top <= 0) return { row: 0, offset: 0 };
  if (top >= range) return endOf(scrolled);
  if (scrolled.rows <= fewRows) return scrollBy(scrolled, { row: 0, offset: 0 }, top);
  const all = scrolled.rows * scrolled.rowHeight - scrolled.viewHeight;
  const pixels = (top / range) * Math.max(0, all);
  const row = Math.min(scrolled.rows - 1, Math.floor(pixels / scrolled.rowHeight));
  return clamp(scrolled, { row, offset: pixels - row * scrolled.rowHeight });
}

/** Where the scroll bar has to be. */
export function topOf(scrolled: Scrolled, position: Position): number {
  const range = scrollHeight(scrolled) - scrolled.viewHeight;
  if (range <= 0) return 0;
  if (!isBefore(position, endOf(scrolled))) return range;
  if (scrolled.rows <= fewRows) return heightBefore(scrolled, position.row) + position.offset;
  const all = scrolled.rows * scrolled.rowHeight - scrolled.viewHeight;
  const within = (position.offset / heightOf(scrolled, position.row)) * scrolled.rowHeight;
  return Math.min(range, ((position.row * scrolled.rowHeight + within) / Math.max(1, all)) * range);
}

/** The position at which a row is seen a third from above; the present one when it is well within what is seen. */
export function reveal(scrolled: Scrolled, position: Position, row: number): Position {
  const lines = Math.floor(scrolled.viewHeight / scrolled.rowHeight);
  let seen = -position.offset;
  for (let at = position.row; at < position.row + lines && at < scrolled.rows; at += 1) {
    const height = heightOf(scrolled, at);
    if (at === row && seen >= 0 && seen + height + scrolled.rowHeight <= scrolled.viewHeight) return position;
    seen += height;
  }
  return scrollBy(scrolled, { row, offset: 0 }, -Math.floor(lines / 3) * scrolled.rowHeight);
}

/** The rows that are seen, at least in part, and where the first begins: at or above 0. */
export function seenRows(scrolled: Scrolled, { row, offset }: Position): { rows: number[]; top: number } {
  const rows: number[] = [];
  for (let at = row, y = -offset; at < scrolled.rows && y < scrolled.viewHeight; at += 1) {
    rows.push(at);
    y += heightOf(scrolled, at);
  }
  return { rows, top: -offset };
}
