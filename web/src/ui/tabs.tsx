import { Link } from 'wouter';
import styles from './tabs.module.css';

export interface Tab {
  /** Its address; what is shown there is one of several views of the same thing. */
  href: string;
  label: string;
  /** Shown small beside the label. */
  count?: number | undefined;
  current: boolean;
}

/** Views of one thing, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ href, label: text, count, current }) => (
        <Link key={href} href={href} aria-current={current ? 'page' : undefined}>
          {text}
          {count !== undefined && <span className={styles.count}>{count.toLocaleString('en')}</span>}
        </Link>
      ))}
    </nav>
  );
}
