import styles from './skeleton.module.css';

/** Grey lines where something will be; they appear only when it takes longer than 200 ms. */
export function Skeleton({ lines = 3, height = 20 }: { lines?: number; height?: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change places
          key={line}
          className={styles.line}
          style={{ height, width: `${92 - ((line * 37) % 45)}%` }}
        />
      ))}
    </div>
  );
}
