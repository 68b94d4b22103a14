import { useSearchParams } from 'wouter';
import { type Filter, shows } from './job-rows.ts';

/** What is shown is in the address, so that a link shows the same to others. */
export function useFilter(): [Filter, (change: Partial<Filter>) => void] {
  const [query, setQuery] = useSearchParams();
  const filter: Filter = {
    words: query.get('q') ?? '',
    folder: query.get('folder') ?? '',
    show: shows.find((show) => show === query.get('show')) ?? 'all',
  };
  const set = (change: Partial<Filter>) => {
    const { words, folder, show } = { ...filter, ...change };
    const next = new URLSearchParams();
    if (words !== '') next.set('q', words);
    if (folder !== '') next.set('folder', folder);
    if (show !== 'all') next.set('show', show);
    setQuery(next);
  };
  return [filter, set];
}

/** Address of the home page with that folder. */
export const folderHref = (path: string): string =>
  path === '' ? '/' : `/?folder=${encodeURIComponent(path)}`;
