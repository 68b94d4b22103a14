import type { Row } from './row.ts';

export interface Bench {
  /** Divides counts and sizes, for a short look; figures of the table come from 1. */
  readonly divisor: number;
  /** So many builds where a part runs very many; null: as many as it usually does. */
  readonly builds: number | null;
  /** So many stored builds where reads are measured with many; null: as many as usual. */
  readonly stored: number | null;
  /** A line about what is measured now, on standard error. */
  say(text: string): void;
}

export type Part = (bench: Bench) => Promise<Row[]>;

/** A count scaled for this run, at least 1. */
export const scaled = ({ divisor }: Bench, count: number): number => Math.max(1, Math.round(count / divisor));
