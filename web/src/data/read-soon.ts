import type { QueryClient, QueryKey } from '@tanstack/react-query';

const everyMs = 2_000;

/** Key → whether it is to be read once more when its time has passed. */
const waiting = new Map<string, boolean>();

/** Reads it anew at once, and then every two seconds at most, however much news there is that concerns it. */
export function readSoon(cache: QueryClient, queryKey: QueryKey): void {
  const name = JSON.stringify(queryKey);
  if (waiting.has(name)) {
    waiting.set(name, true);
    return;
  }
  waiting.set(name, false);
  void cache.invalidateQueries({ queryKey });
  setTimeout(() => {
    const again = waiting.get(name);
    waiting.delete(name);
    if (again) readSoon(cache, queryKey);
  }, everyMs);
}
