import { useCallback, useRef } from 'react';
import type { LogOutline } from '../../../../../src/server/log-schemas.ts';

/** Goes from error to error: first to the one that tells why, then to the ones after it, and round. */
export function useNextError(outline: LogOutline | undefined, show: (line: number) => void): () => void {
  const last = useRef(0);
  const shows = useRef(show);
  shows.current = show;
  return useCallback(() => {
    const errors = outline?.errors ?? [];
    const after = errors.find((line) => line > last.current) ?? errors[0];
    const next = last.current === 0 ? (outline?.firstError ?? after) : after;
    if (next === undefined) return;
    last.current = next;
    shows.current(next);
  }, [outline]);
}
