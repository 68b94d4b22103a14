import { useEffect, useRef } from 'react';
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

/** Views of one thing, each with an address of its own. Where they do not fit side by side the current one is in sight. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const list = useRef<HTMLElement>(null);
  const current = tabs.find((tab) => tab.current)?.href;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one may lie out of sight
  useEffect(() => {
    const all = list.current;
    const one = all?.querySelector<HTMLElement>('[aria-current]');
    if (all && one) all.scrollLeft = one.offsetLeft - (all.clientWidth - one.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={list} className={styles.tabs} aria-label={label}>
      {tabs.map(({ href, label: text, count, current }) => (
        <Link key={href} href={href} aria-current={current ? 'page' : undefined}>
          {text}
          {count !== undefined && <span className={styles.count}>{count.toLocaleString('en')}</span>}
        </Link>
      ))}
    </nav>
  );
}
