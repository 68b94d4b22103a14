import { useLocation, useSearch } from 'wouter';
import { Icon } from '../ui/icon.tsx';
import styles from './shell.module.css';

export const searchId = 'search';

/** Finds jobs as one types: the words are in the address of the home page. */
export function Search() {
  const [address, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const isHome = address === '/';

  const search = (words: string) => {
    const next = new URLSearchParams(isHome ? query : undefined);
    if (words === '') next.delete('q');
    else next.set('q', words);
    navigate(next.size === 0 ? '/' : `/?${next}`, { replace: isHome });
  };

  return (
    <search className={styles.search}>
      <Icon name="search" />
      <input
        id={searchId}
        type="search"
        placeholder="Search jobs and branches"
        aria-label="Search jobs and branches"
        autoComplete="off"
        aria-keyshortcuts="/"
        spellCheck={false}
        value={isHome ? (query.get('q') ?? '') : ''}
        onChange={(event) => search(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter') return;
          if (event.key === 'Escape') search('');
          event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
    </search>
  );
}
