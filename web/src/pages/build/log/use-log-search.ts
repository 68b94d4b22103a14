import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogSearchResult } from '../../../../../src/server/log-schemas.ts';
import { call } from '../../../data/api.ts';
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

const nothing = { lines: [] as number[], part: null as number | null, more: false };

/** Searches a whole log on the server, and goes from hit to hit. `near`: the line that is looked at. */
export function useLogSearch(place: LogPlace, near: () => number, show: (line: number) => void): LogSearch {
  const { job, number, log } = place;
  const [query, setQuery] = useState('');
  const [ignoreCase, setIgnoreCase] = useState(true);
  const [found, setFound] = useState(nothing);
  const [current, setCurrent] = useState(-1);
  const acts = useRef({ near, show });
  acts.current = { near, show };

  useEffect(() => {
    setFound(nothing);
    setCurrent(-1);
    if (query === '') return;
    const gone = new AbortController();
    const timer = setTimeout(() => void search(gone.signal).catch(ignoreAbort), pauseMs);

    async function search(signal: AbortSignal): Promise<void> {
      const lines: number[] = [];
      let isFirst = true;
      for (let after: number | null = 0; after !== null && lines.length < mostLines; ) {
        const answer: LogSearchResult = await call('GET /api/jobs/:name/builds/:number/search', {
          params: placeParams({ job, number, log }),
          query: { log, query, ignoreCase, after, limit: pageLimit },
          signal,
        });
        lines.push(...answer.found.map(({ line }) => line));
        after = answer.next;
        const part = after === null ? 1 : answer.searched / Math.max(1, answer.size);
        setFound({ lines: [...lines], part, more: after !== null && lines.length >= mostLines });
        const at = acts.current.near();
        const next = lines.findIndex((line) => line >= at);
        // The first hit from here on; when there is none, the first of all is known only at the end.
        if (isFirst && (next !== -1 || (after === null && lines.length > 0))) {
          isFirst = false;
          const index = Math.max(0, next);
          setCurrent(index);
          acts.current.show(lines[index] ?? 1);
        }
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
