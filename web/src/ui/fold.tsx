import { type ReactNode, useState } from 'react';
import styles from './fold.module.css';

interface Props {
  title: string;
  /** What is in it, for those who leave it shut. */
  note?: string | undefined;
  startsOpen?: boolean;
  /** Something inside has to be seen, as a fault. */
  shown?: boolean;
  children: ReactNode;
}

/** What is rarely needed, behind its title. */
export function Fold({ title, note, startsOpen = false, shown = false, children }: Props) {
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <details
      className={styles.fold}
      open={isOpen || shown}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        {title}
        {note !== undefined && <span className={styles.note}> {note}</span>}
      </summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}
