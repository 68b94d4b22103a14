import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogSearchResult } from '../../../../../src/server/log-schemas.ts';
import { call } from '../../../data/api.ts';
import { searchWhole } from '../../../log/search-whole.ts';
import { sayFault } from '../../../ui/toast.tsx';
import { type LogPlace, placeParams } from './log-source.ts';

/** Lines that are marked at most; who needs more narrows the search. */
const mostLines = 5_000;
const pageLimit = 1_000;
const pauseMs = 180;

export interface LogSearch {
  readonly query: string;
  readonly ignoreCase: boolean;
  /** Numbers of lines that were found, from 1, in order. */
  readonly lines: readonly number[];
  /** Index in `lines`; -1 before the first was shown. */
  readonly current: number;
  /** How much of the log was searched, from 0 to 1; null while nothing is searched for. */
  readonly part: number | null;
  /** There are more than `lines`. */
  readonly more: boolean;
  readonly setQuery: (query: string) => void;
  readonly setIgnoreCase: (ignoreCase: boolean) => void;
  /** To the hit after, or before, this one. */
  readonly step: (by: 1 | -1) => void;
}

const nothing: Pick<LogSearch, 'lines' | 'part' | 'more'> = { lines: [], part: null, more: false };

/**
 * Searches a whole log on the server, of one that grows also what is printed later, and goes from hit to hit. `near`:
 * the line that is looked at.
 */
export function useLogSearch(
  place: LogPlace,
  live: boolean,
  near: () => number,
  show: (line: number) => void,
): LogSearch {
  const { job, number, log } = place;
  const [query, setQuery] = useState('');
  const [ignoreCase, setIgnoreCase] = useState(true);
  const [found, setFound] = useState(nothing);
  const [current, setCurrent] = useState(-1);
  const acts = useRef({ live, near, show });
  acts.current = { live, near, show };

  useEffect(() => {
    setFound(nothing);
    setCurrent(-1);
    if (query === '') return;
    const gone = new AbortController();
    const timer = setTimeout(() => void search(gone.signal).catch(ignoreAbort), pauseMs);

    async function search(signal: AbortSignal): Promise<void> {
      const ask = (after: number): Promise<LogSearchResult> =>
        call('GET /api/jobs/:name/builds/:number/search', {
          params: placeParams({ job, number, log }),
          query: { log, query, ignoreCase, after, limit: pageLimit },
          signal,
        });
      // Who reads on is not taken to what is printed later.
      let mayJump = true;
      for await (const so of searchWhole(ask, mostLines, () => acts.current.live, signal)) {
        setFound(so);
        const at = acts.current.near();
        const next = so.lines.findIndex((line) => line >= at);
        // The first hit from here on; when there is none, the first of all is known only at the end.
        if (mayJump && (next !== -1 || (so.part === 1 && so.lines.length > 0))) {
          mayJump = false;
          const index = Math.max(0, next);
          setCurrent(index);
          acts.current.show(so.lines[index] ?? 1);
        }
        if (so.part === 1) mayJump = false;
      }
    }
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [job, number, log, query, ignoreCase]);

  const step = useCallback(
    (by: 1 | -1) => {
      const { lines } = found;
      if (lines.length === 0) return;
      const index = (current + by + lines.length) % lines.length;
      setCurrent(index);
      acts.current.show(lines[index] ?? 1);
    },
    [found, current],
  );

  return { query, ignoreCase, ...found, current, setQuery, setIgnoreCase, step };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) sayFault(error);
}
