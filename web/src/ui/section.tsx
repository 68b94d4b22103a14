import { type ReactNode, useId } from 'react';
import styles from './section.module.css';

/** A part of a page with its heading, a sentence about it, and what can be done. */
export function Section({
  title,
  about,
  actions,
  children,
}: {
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {about !== undefined && <p>{about}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
