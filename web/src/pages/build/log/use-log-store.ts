import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { LogStore } from '../../../log/log-store.ts';
import { type LogPlace, logSource } from './log-source.ts';

/** The lines of a log; the component is drawn again for what comes, once per frame at most. */
export function useLogStore(place: LogPlace, at: number | 'end', live: boolean) {
  const { job, number, log } = place;
  const [store, setStore] = useState<LogStore | null>(null);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Where reading begins counts once; later it is scrolled.
  const begin = useRef({ at, live });
  begin.current = { at, live };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it anew
  useEffect(() => {
    let frame = 0;
    const opened = new LogStore(logSource({ job, number, log }), () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        redraw();
      });
    });
    setStore(opened);
    void opened.open(begin.current.at, begin.current.live);
    return () => {
      cancelAnimationFrame(frame);
      opened.close();
    };
  }, [job, number, log, attempt]);

  return { store, retry: useCallback(() => retry(), []) };
}
