import { useSyncExternalStore } from 'react';

/** How it stands with the live connection. Times are of `Date.now()`. */
export type ConnectionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost'; readonly since: number }
  | { readonly kind: 'back'; readonly after: number };

const showBackMs = 4_000;
/** A first connection that takes longer counts as lost: what happened since the page was loaded is not known. */
const opensWithinMs = 5_000;

let state: ConnectionState = { kind: 'opening' };
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function change(next: ConnectionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function connectionBegins(): void {
  clearTimeout(timer);
  timer = setTimeout(connectionLost, opensWithinMs);
}

export function connectionLost(): void {
  clearTimeout(timer);
  if (state.kind !== 'lost') change({ kind: 'lost', since: Date.now() });
}

/** Says for a moment that what was missed is caught up. True when the connection had been lost. */
export function connectionOpened(): boolean {
  clearTimeout(timer);
  if (state.kind !== 'lost') {
    change({ kind: 'open' });
    return false;
  }
  change({ kind: 'back', after: Date.now() - state.since });
  timer = setTimeout(() => change({ kind: 'open' }), showBackMs);
  return true;
}

export function useConnection(): ConnectionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
