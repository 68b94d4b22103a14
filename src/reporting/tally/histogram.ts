/**
 * Durations counted by classes, each 15 % wider than the one before: a percentile made from them is at most 8 % off,
 * and whatever the durations, there are some 130 classes.
 */
const step = Math.log(1.15);

export const classOf = (ms: number): number => Math.round(Math.log(Math.max(0, ms) + 1) / step);

/** The middle of a class, ms. */
const middleOf = (index: number): number => Math.round(Math.exp(index * step) - 1);

export interface Percentiles {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export class Histogram {
  readonly #counts = new Map<number, number>();
  #total = 0;
  #sum = 0;

  addClass(index: number, count: number): void {
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + count);
    this.#total += count;
  }

  addSum(ms: number): void {
    this.#sum += ms;
  }

  /** ms; null when nothing was counted. */
  percentiles(): Percentiles | null {
    if (this.#total === 0) return null;
    const classes = [...this.#counts].sort(([a], [b]) => a - b);
    const at = (share: number): number => {
      let left = Math.max(1, Math.ceil(share * this.#total));
      for (const [index, count] of classes) {
        left -= count;
        if (left <= 0) return middleOf(index);
      }
      return middleOf(classes.at(-1)?.[0] ?? 0);
    };
    return { mean: Math.round(this.#sum / this.#total), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
  }
}
