import type { ReactNode } from 'react';
import { Command } from './copy-button.tsx';
import styles from './empty-state.module.css';

interface Props {
  title: string;
  /** What fills this place. */
  children: ReactNode;
  /** The command that does. */
  command?: string;
  actions?: ReactNode;
  /** It is all that the page shows. */
  whole?: boolean;
}

export function EmptyState({ title, children, command, actions, whole = false }: Props) {
  const Heading = whole ? 'h1' : 'h2';
  return (
    <section className={styles.empty}>
      <Heading>{title}</Heading>
      <p>{children}</p>
      {command !== undefined && <Command text={command} />}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </section>
  );
}
