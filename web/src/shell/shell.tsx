import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Toasts } from '../ui/toast.tsx';
import { useKeys } from '../ui/use-keys.ts';
import { Account } from './account.tsx';
import { ConnectionNote } from './connection-note.tsx';
import { Counters } from './counters.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Search, searchId } from './search.tsx';
import styles from './shell.module.css';

const places = [
  { href: '/', label: 'Jobs' },
  { href: '/queue', label: 'Queue' },
  { href: '/workers', label: 'Workers' },
  { href: '/github', label: 'GitHub' },
  { href: '/reports', label: 'Reports' },
] as const;

/** What stands round every page. */
export function Shell({ children }: { children: ReactNode }) {
  const [address, navigate] = useLocation();
  const [showsKeys, setShowsKeys] = useState(false);
  useKeys({
    '/': () => document.querySelector<HTMLInputElement>(`#${searchId}`)?.select(),
    'g h': () => navigate('/'),
    'g q': () => navigate('/queue'),
    'g w': () => navigate('/workers'),
    'g r': () => navigate('/reports'),
    'g s': () => navigate('/settings'),
    '?': () => setShowsKeys(true),
  });
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <header className={styles.header}>
        <Link href="/" className={styles.brand} aria-label="Drover, home">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          <span>Drover</span>
        </Link>
        <nav className={styles.places} aria-label="Pages">
          {places.map(({ href, label }) => (
            <Link key={href} href={href} aria-current={isAt(address, href) ? 'page' : undefined}>
              {label}
            </Link>
          ))}
        </nav>
        <Search />
        <Counters />
        <Account showKeys={() => setShowsKeys(true)} />
      </header>
      <ConnectionNote />
      <main id="content" className={styles.content} tabIndex={-1}>
        <ErrorBoundary key={address}>{children}</ErrorBoundary>
      </main>
      <Toasts />
      {showsKeys && <KeysDialog onClose={() => setShowsKeys(false)} />}
    </div>
  );
}

const isAt = (address: string, href: string): boolean =>
  href === '/' ? address === '/' || address.startsWith('/jobs/') : address.startsWith(href);
