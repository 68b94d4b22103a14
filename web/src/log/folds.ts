/** A stretch of lines with a title, from 1; `end` is its last line. */
export interface Foldable {
  readonly line: number;
  readonly end: number;
}

/**
 * Lines are what the log has, rows are what is shown of them: the lines of folded groups but their titles are left
 * out. Both count here from 0. Groups come in order and do not overlap.
 */
export class Folds {
  /** First line that is hidden, how many are, and how many are hidden up to and with them. */
  readonly #hidden: readonly { from: number; count: number; before: number }[];
  readonly #total: number;

  constructor(total: number, folded: readonly Foldable[]) {
    let before = 0;
    const hidden: { from: number; count: number; before: number }[] = [];
    for (const { line, end } of folded) {
      const count = Math.min(end, total) - line;
      if (count <= 0) continue;
      hidden.push({ from: line, count, before });
      before += count;
    }
    this.#hidden = hidden;
    this.#total = total;
  }

  get rows(): number {
    const last = this.#hidden.at(-1);
    return this.#total - (last === undefined ? 0 : last.before + last.count);
  }

  /** The row that shows a line, or the title of the folded group that it is in. */
  rowOf(line: number): number {
    const fold = this.#last(({ from }) => from <= line);
    if (fold === undefined) return line;
    const inside = line - fold.from < fold.count;
    return inside ? fold.from - 1 - fold.before : line - fold.before - fold.count;
  }

  lineOf(row: number): number {
    const fold = this.#last(({ from, before }) => from - before <= row);
    return fold === undefined ? row : row + fold.before + fold.count;
  }

  #last(holds: (fold: { from: number; count: number; before: number }) => boolean) {
    let low = 0;
    let high = this.#hidden.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const fold = this.#hidden[middle];
      if (fold !== undefined && holds(fold)) low = middle + 1;
      else high = middle;
    }
    return this.#hidden[low - 1];
  }
}
