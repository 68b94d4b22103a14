import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { formatAddress, type LineRange, rangeOf } from '../../../log/line-address.ts';
import type { LogStore } from '../../../log/log-store.ts';
import { scrollHeight, seenRows } from '../../../log/scroll-position.ts';
import { useKeys } from '../../../ui/use-keys.ts';
import { layOut, rowHeight } from './lay-out.ts';
import styles from './log.module.css';
import { LogNotes } from './log-notes.tsx';
import { outlineQuery } from './log-outline.ts';
import { LogRows } from './log-rows.tsx';
import type { LogPlace } from './log-source.ts';
import { LogToolbar } from './log-toolbar.tsx';
import { NewLines } from './new-lines.tsx';
import { ScrollMarks } from './scroll-marks.tsx';
import { useFolding } from './use-folding.ts';
import { useLanding } from './use-landing.ts';
import { useLogSearch } from './use-log-search.ts';
import { useLogStore } from './use-log-store.ts';
import { useNextError } from './use-next-error.ts';
import { useScroll } from './use-scroll.ts';
import { useSize } from './use-size.ts';
import { useViewChoices } from './use-view-choices.ts';
import { WholeLine } from './whole-line.tsx';

export interface LogViewerProps {
  place: LogPlace;
  /** Of the command, for people. */
  title: string;
  /** Output may still come. */
  live: boolean;
  startedAt: string | null;
  /** Lines that are selected, as the address says. */
  lines: LineRange | null;
  /** Where a reader begins who has not asked for lines. */
  begin: 'error' | 'end' | 'top';
  onSelect: (lines: LineRange | null) => void;
}

const none: readonly number[] = [];

/** A log of any size, live or finished. What it keeps and draws depends on what is seen of it, not on its length. */
export function LogViewer({ place, title, live, startedAt, lines, begin, onSelect }: LogViewerProps) {
  const scroller = useRef<HTMLElement>(null);
  const size = useSize(scroller);
  const [choices, choose] = useViewChoices();
  const first = lines === null ? (begin === 'top' ? 0 : 'end') : lines.from - 1;
  const { store, retry } = useLogStore(place, first, live);
  const outline = useQuery(outlineQuery(place, live)).data;
  const [whole, setWhole] = useState<number | null>(null);
  const { total, bytes, isReady } = stateOf(store);
  const firstError = outline?.firstError ?? null;

  const view = useRef({ line: 1, show: (_line: number) => {} });
  const show = useCallback((line: number) => view.current.show(line), []);
  const search = useLogSearch(place, live, () => view.current.line, show);
  const found = search.lines[search.current] ?? null;
  const { groups, folds, fold } = useFolding(outline, total, live, [firstError, found, lines?.from ?? null]);

  const { digits, columns, scrolled } = layOut(size, choices, store, { folds, groups, outline });
  const scroll = useScroll(scroller, scrolled, lines === null && begin === 'end');
  const { rows, top } = seenRows(scrolled, scroll.position);
  const firstLine = folds.lineOf(rows[0] ?? 0);
  const lastLine = folds.lineOf(rows.at(-1) ?? 0);
  view.current = {
    line: firstLine + 1,
    show(line) {
      store?.want(line - 1, line - 1);
      scroll.show(folds.rowOf(line - 1));
    },
  };
  useEffect(() => {
    if (store === null || store.total === 0) return;
    store.want(firstLine, lastLine);
    if (choices.times !== 'none') store.wantTimes(firstLine, lastLine);
  });

  useLanding(isReady && size.height > 0, lines?.from ?? null, begin === 'error' ? firstError : null, show);

  const picked = useRef(lines?.from ?? null);
  const pick = useCallback(
    (line: number, extend: boolean) => {
      const from = extend ? (picked.current ?? line) : line;
      if (!extend) picked.current = line;
      onSelect(rangeOf(from, line));
    },
    [onSelect],
  );
  const nextError = useNextError(outline, (line) => {
    pick(line, false);
    show(line);
  });
  const toggleFollow = () => scroll.setFollows(!scroll.follows);
  useKeys({
    f: toggleFollow,
    e: nextError,
    w: () => choose({ wraps: !choices.wraps }),
    n: () => search.step(1),
    p: () => search.step(-1),
    ['Escape']: () => onSelect(null),
  });

  const errors = outline?.errors ?? none;
  const errorRows = useMemo(() => errors.map((line) => folds.rowOf(line - 1)), [errors, folds]);
  const hitRows = useMemo(() => search.lines.map((line) => folds.rowOf(line - 1)), [search.lines, folds]);
  const addressOf = useCallback(
    (line: number) => formatAddress({ log: place.log, lines: { from: line, to: line } }),
    [place.log],
  );

  return (
    <section className={styles.viewer} aria-label={`Log of ${title}`}>
      <LogToolbar
        place={place}
        title={title}
        total={total}
        bytes={bytes}
        live={live}
        lines={lines}
        search={search}
        errors={errors.length}
        onError={nextError}
        choices={choices}
        choose={choose}
        follows={scroll.follows}
        onFollow={toggleFollow}
      />
      <div className={styles.body}>
        <section
          ref={scroller}
          className={styles.scroller}
          aria-label={`Output of ${title}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard
          tabIndex={0}
          onScroll={scroll.onScroll}
          onScrollEnd={scroll.onScrollEnd}
          onKeyDown={scroll.onKeyDown}
        >
          <div className={styles.spacer} style={{ height: total === 0 ? 0 : scrollHeight(scrolled) }}>
            <LogRows
              store={store}
              folds={folds}
              rows={rows}
              top={top}
              height={size.height}
              digits={digits}
              groups={groups}
              outline={outline}
              lines={lines}
              found={found}
              query={search.query}
              ignoreCase={search.ignoreCase}
              columns={columns}
              times={choices.times}
              startedAt={startedAt === null ? null : Date.parse(startedAt)}
              addressOf={addressOf}
              onNumber={pick}
              onFold={fold}
              onWhole={setWhole}
            />
          </div>
          <LogNotes store={store} live={live} retry={retry} />
        </section>
        <ScrollMarks
          height={size.height}
          rowHeight={rowHeight}
          rows={folds.rows}
          errors={errorRows}
          hits={hitRows}
          current={found === null ? null : folds.rowOf(found - 1)}
        />
        <NewLines live={live} follows={scroll.follows} total={total} onFollow={toggleFollow} />
      </div>
      {whole !== null && <WholeLine place={place} line={whole} onClose={() => setWhole(null)} />}
    </section>
  );
}

const stateOf = (store: LogStore | null) => ({
  total: store?.total ?? 0,
  bytes: store?.bytes ?? 0,
  isReady: store?.state.kind === 'ready',
});
