import styles from './labels.module.css';

/** Labels of a worker, or those that a build asks for. */
export function Labels({ labels }: { labels: readonly string[] }) {
  return (
    <span className={styles.labels}>
      {labels.map((label) => (
        <code key={label}>{label}</code>
      ))}
    </span>
  );
}
