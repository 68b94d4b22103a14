import { humanDuration } from '../../../../src/lib/human-duration.ts';

export const percent = (rate: number | null): string =>
  rate === null ? '–' : `${Math.round(rate * 1000) / 10} %`;

/** Half of them take no longer. */
export const usual = (times: { p50: number } | null): string =>
  times === null ? '–' : humanDuration(times.p50);

/** One in ten takes longer. */
export const long = (times: { p90: number } | null): string =>
  times === null ? '–' : humanDuration(times.p90);
