import { memo } from 'react';
import styles from './log.module.css';

interface Props {
  height: number;
  rowHeight: number;
  rows: number;
  /** Rows from 0. */
  errors: readonly number[];
  hits: readonly number[];
  current: number | null;
}

/** Beside the scroll bar: where errors and hits are in the whole log. */
export const ScrollMarks = memo(function ScrollMarks({
  height,
  rowHeight,
  rows,
  errors,
  hits,
  current,
}: Props) {
  if (rows === 0 || (errors.length === 0 && hits.length === 0)) return null;
  // A log that is seen whole has its marks beside its lines.
  const whole = Math.min(height, rows * rowHeight);
  const place = (row: number) => Math.min(height - 2, Math.floor(((row + 0.5) / rows) * whole));
  return (
    <svg className={styles.marks} width="8" height={height} aria-hidden="true">
      <path className={styles.errorMarks} d={pathOf(errors.map(place))} />
      <path className={styles.hitMarks} d={pathOf(hits.map(place))} />
      {current !== null && <path className={styles.currentMark} d={`M0 ${place(current)}h8v3h-8z`} />}
    </svg>
  );
});

/** One small bar for each pixel row, however many lines fall on it. */
const pathOf = (places: readonly number[]): string =>
  [...new Set(places)].map((y) => `M1 ${y}h6v2h-6z`).join('');
