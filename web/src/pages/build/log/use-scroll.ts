import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  clamp,
  endOf,
  isBefore,
  type Position,
  positionAt,
  reveal,
  type Scrolled,
  scrollBy,
  topOf,
} from '../../../log/scroll-position.ts';

/** Where a browser does not tell the end of scrolling, it is after so long without a move. */
const restMs = 150;
const tellsEnd = 'onscrollend' in globalThis;

export interface Scroll {
  readonly position: Position;
  /** The end stays in sight while lines come. */
  readonly follows: boolean;
  readonly setFollows: (follows: boolean) => void;
  /** Brings a row into sight. */
  readonly show: (row: number) => void;
  readonly onScroll: () => void;
  readonly onScrollEnd: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Where a reader is. Small moves go as far as they say; only dragging the bar goes by its scale, which for millions of
 * lines is coarse. Lines that come never move a reader who is not at the end. While it scrolls the bar is left alone, since
 * a browser that glides somewhere stops there; when it rests it is put where the position says.
 */
export function useScroll(
  scroller: RefObject<HTMLElement | null>,
  scrolled: Scrolled,
  startsAtEnd: boolean,
): Scroll {
  const [wanted, setWanted] = useState<Position>({ row: 0, offset: 0 });
  const [follows, setFollows] = useState(startsAtEnd);
  const [rests, setRests] = useState(true);
  const lastTop = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const position = follows ? endOf(scrolled) : clamp(scrolled, wanted);
  const now = useRef({ scrolled, position });
  now.current = { scrolled, position };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = topOf(scrolled, position);
    if ((follows || rests) && Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
    if (follows || rests) lastTop.current = element.scrollTop;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const moved = element.scrollTop - lastTop.current;
    if (Math.abs(moved) < 1) return;
    lastTop.current = element.scrollTop;
    const { scrolled: view, position: before } = now.current;
    const isSmall = Math.abs(moved) < view.viewHeight * 1.5;
    const isAtBorder =
      element.scrollTop <= 0 || element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
    const next = isSmall && !isAtBorder ? scrollBy(view, before, moved) : positionAt(view, element.scrollTop);
    setWanted(next);
    setFollows(moved > 0 && !isBefore(next, endOf(view)));
    setRests(false);
    clearTimeout(timer.current);
    if (!tellsEnd) timer.current = setTimeout(() => setRests(true), restMs);
  }, [scroller]);
  const onScrollEnd = useCallback(() => setRests(true), []);

  const show = useCallback((row: number) => {
    const { scrolled: view, position: before } = now.current;
    setFollows(false);
    setRests(true);
    setWanted(reveal(view, before, row));
  }, []);

  // Of the browser, both would glide past millions of lines.
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    const isEnd = event.key === 'End';
    if ((!isEnd && event.key !== 'Home') || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setRests(true);
    setFollows(isEnd);
    setWanted({ row: 0, offset: 0 });
  }, []);

  return { position, follows, setFollows, show, onScroll, onScrollEnd, onKeyDown };
}
