import styles from './progress.module.css';

/** How far something is, from 0 to 1; null: nobody knows. */
export function Progress({ part, label }: { part: number | null; label: string }) {
  const percent = part === null ? null : Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
    >
      <div
        className={percent === null ? styles.unknown : styles.bar}
        style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
}
