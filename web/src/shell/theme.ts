import { useSyncExternalStore } from 'react';

export type Theme = 'auto' | 'light' | 'dark';

const storedAs = 'drover-theme';
const order: readonly Theme[] = ['auto', 'light', 'dark'];
const listeners = new Set<() => void>();

function stored(): Theme {
  const text = localStorage.getItem(storedAs);
  return order.find((theme) => theme === text) ?? 'auto';
}

/** `auto` follows the system: then nothing is said and `color-scheme` decides. */
export function applyTheme(): void {
  const theme = stored();
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset['theme'] = theme;
}

export function nextTheme(): void {
  const next = order[(order.indexOf(stored()) + 1) % order.length] ?? 'auto';
  localStorage.setItem(storedAs, next);
  applyTheme();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stored);
}
