import { useCallback, useSyncExternalStore } from 'react';

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  window.addEventListener(changed, listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
    window.removeEventListener(changed, listener);
  };
};
const changed = 'drover:hash';

/** The part of the address after `#`. `push`: the way back leads to what was before. */
export function useHash(): [string, (hash: string, push?: boolean) => void] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const set = useCallback((next: string, push = false) => {
    const address = `${window.location.pathname}${window.location.search}${next}`;
    if (push) window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
    window.dispatchEvent(new Event(changed));
  }, []);
  return [hash, set];
}
