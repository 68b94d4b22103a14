import { useEffect, useRef } from 'react';

/**
 * Shows the line that the address asks for, now and whenever it asks for another; to a reader who asks for none, once
 * and when it is known, the line to begin with.
 */
export function useLanding(
  isReady: boolean,
  asked: number | null,
  beginning: number | null,
  show: (line: number) => void,
): void {
  const hasBegun = useRef(false);
  const target = asked ?? (hasBegun.current ? null : beginning);
  useEffect(() => {
    if (!isReady || target === null) return;
    hasBegun.current = true;
    show(target);
  }, [isReady, target, show]);
}
