import { useEffect, useState } from 'react';
import type { TimeMode } from '../../../log/line-time.ts';

const stored = 'drover-log-view';
const narrow = 720;

export interface ViewChoices {
  readonly wraps: boolean;
  readonly times: TimeMode;
}

/** How a reader likes logs, kept in this browser. On a narrow screen long lines are wrapped until it is said otherwise. */
export function useViewChoices(): [ViewChoices, (change: Partial<ViewChoices>) => void] {
  const [choices, setChoices] = useState<ViewChoices>(() => ({
    wraps: window.innerWidth < narrow,
    times: 'none',
    ...read(),
  }));
  useEffect(() => {
    try {
      localStorage.setItem(stored, JSON.stringify(choices));
    } catch {
      // A browser that keeps nothing: the choice is for this page.
    }
  }, [choices]);
  return [choices, (change) => setChoices((before) => ({ ...before, ...change }))];
}

function read(): Partial<ViewChoices> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
