import styles from './workers-page.module.css';

const mostDrawn = 8;

/** How many of a worker's slots are busy, drawn where there are few. */
export function Slots({ slots, busy }: { slots: number; busy: number }) {
  return (
    <span className={styles.slots} title={`${busy} of ${slots} slots are busy`}>
      {slots <= mostDrawn &&
        Array.from({ length: slots }, (_, slot) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are alike
          <i key={slot} data-busy={slot < busy} />
        ))}
      {busy} / {slots}
    </span>
  );
}
