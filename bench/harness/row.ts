/** One line of the table: our figure beside the limit that it is held against. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly ours: number;
  readonly unit: string;
  /** What is compared with, as `floor` or `shell`. */
  readonly limit?: { readonly name: string; readonly value: number };
  /** Ours in terms of the limit. */
  readonly ratio?: number;
  readonly aim?: Aim;
  /** Percentiles, repetitions, spread: what tells how far to trust the figure. */
  readonly note?: string;
}

/** `of` says whether the ratio or our figure itself is held against `value`. */
export interface Aim {
  readonly of: 'ratio' | 'ours';
  readonly relation: '<=' | '>=';
  readonly value: number;
}

/** Null when the row has no aim. */
export function holds({ aim, ours, ratio }: Row): boolean | null {
  if (aim === undefined) return null;
  const figure = aim.of === 'ratio' ? (ratio ?? Number.NaN) : ours;
  return aim.relation === '<=' ? figure <= aim.value : figure >= aim.value;
}
