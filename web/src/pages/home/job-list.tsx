import { useQuery } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { lastOf, useNewerBuilds } from '../../data/last-builds.ts';
import { comingQuery } from '../../data/queries.ts';
import type { TreeEntry } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Hidden } from '../../ui/hidden.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import styles from './job-list.module.css';
import { JobRowView } from './job-row.tsx';
import { type Filter, foldersOf, type JobRow, type Row, rowsOf, shows } from './job-rows.ts';
import { DerivedRowView, FolderRowView } from './other-rows.tsx';
import { useFilter } from './use-filter.ts';
import { useIsNarrow } from './use-is-narrow.ts';
import { useStartBuild } from './use-start-build.ts';

/** The jobs, however many: only the rows that are seen are in the document. */
export function JobList({ entries }: { entries: readonly TreeEntry[] }) {
  const news = useNewerBuilds();
  const [filter, setFilter] = useFilter();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const folders = useMemo(() => foldersOf(entries), [entries]);
  const { words, folder, show } = filter;
  const rows = useMemo(
    () => rowsOf(folders, news, { words, folder, show }, open),
    [folders, news, words, folder, show, open],
  );
  const toggle = (parent: string) =>
    setOpen((known) =>
      known.has(parent) ? new Set([...known].filter((one) => one !== parent)) : new Set([...known, parent]),
    );

  return (
    <section aria-label="Jobs" className={styles.section}>
      <Filters filter={filter} set={setFilter} />
      {rows.length === 0 ? <NothingFound filter={filter} /> : <Rows rows={rows} toggle={toggle} />}
    </section>
  );
}

const showWords = { all: 'All', failing: 'Failing', running: 'Running' } as const;

function Filters({ filter, set }: { filter: Filter; set: (change: Partial<Filter>) => void }) {
  return (
    <div className={styles.filters} role="group" aria-label="Show">
      {shows.map((show) => (
        <button key={show} type="button" aria-pressed={filter.show === show} onClick={() => set({ show })}>
          {showWords[show]}
        </button>
      ))}
      {filter.folder !== '' && (
        <button type="button" className={styles.chosen} onClick={() => set({ folder: '' })}>
          {filter.folder} <span aria-hidden="true">✕</span>
        </button>
      )}
    </div>
  );
}

function NothingFound({ filter: { words, show, folder } }: { filter: Filter }) {
  const [, navigate] = useLocation();
  const what = show === 'all' ? 'No job' : `No ${show} job`;
  const where = folder === '' ? '' : ` in ${folder}`;
  const named = words === '' ? '' : ` has “${words}” in its name or title`;
  return (
    <EmptyState
      title={`${what}${named}${where}`}
      actions={<Button onClick={() => navigate('/')}>Show all jobs</Button>}
    >
      {words === '' ? 'That is good news.' : 'Every word has to be in the path or the title of a job.'}
    </EmptyState>
  );
}

/** Heights in px, for a wide and a narrow screen. */
const heights: Record<Row['kind'], readonly [wide: number, narrow: number]> = {
  folder: [40, 40],
  job: [44, 68],
  derived: [32, 40],
};

const headings = ['Job', 'Last 20', 'Last build', 'Took', 'Next', 'Run'] as const;

function Rows({ rows, toggle }: { rows: readonly Row[]; toggle: (parent: string) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow();
  const [top, setTop] = useState(0);
  const { data: coming } = useQuery(comingQuery);
  const next = useMemo(() => {
    const soonest = new Map<string, string>();
    for (const {
      job,
      next: [at],
    } of coming ?? [])
      if (at !== undefined && !soonest.has(job)) soonest.set(job, at);
    return soonest;
  }, [coming]);

  useLayoutEffect(() => {
    const measure = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    // What stands above grows and shrinks.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'job'][isNarrow ? 1 : 0],
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 12,
    scrollMargin: top,
    // Below the header, which stays in its place.
    scrollPaddingStart: 60,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are remembered by key, and these change them
  useEffect(() => virtual.measure(), [isNarrow]);
  const chosen = useChosenRow(rows, (index) => virtual.scrollToIndex(index));

  return (
    <div role="table" aria-label="Jobs" aria-rowcount={rows.length} className={styles.table}>
      <div role="rowgroup">
        <div role="row" className={styles.head}>
          {headings.map((text) => (
            <div key={text} role="columnheader">
              {text === 'Run' ? <Hidden>{text}</Hidden> : text}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={list} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ key, index, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const place = { height: size, transform: `translateY(${start - top}px)` };
          const shared = { style: place, index: index + 1 };
          if (row.kind === 'folder') return <FolderRowView key={key} {...shared} row={row} />;
          if (row.kind === 'derived')
            return <DerivedRowView key={key} {...shared} row={row} toggle={() => toggle(row.parent)} />;
          const { name } = row.job;
          return (
            <JobRowView key={key} {...shared} row={row} next={next.get(name)} isChosen={name === chosen} />
          );
        })}
      </div>
    </div>
  );
}

function keyOf(row: Row | undefined): string {
  switch (row?.kind) {
    case 'folder':
      return `folder ${row.path}`;
    case 'derived':
      return `derived ${row.parent}`;
    case 'job':
      return row.job.name;
    case undefined:
      return '';
  }
}

/** The row that `j` and `k` move to, kept by its job's name: rows change places as builds end. */
function useChosenRow(rows: readonly Row[], show: (index: number) => void): string | null {
  const [chosen, setChosen] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const news = useNewerBuilds();
  const start = useStartBuild();
  const row = rows.find((one): one is JobRow => one.kind === 'job' && one.job.name === chosen);

  const move = (step: 1 | -1) => {
    const at = row === undefined ? -1 : rows.indexOf(row);
    for (
      let index = at < 0 && step < 0 ? rows.length - 1 : at + step;
      rows[index] !== undefined;
      index += step
    ) {
      const next = rows[index];
      if (next?.kind !== 'job') continue;
      setChosen(next.job.name);
      show(index);
      return;
    }
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => {
      if (row === undefined) return;
      const last = lastOf(row.job, news);
      navigate(last === null ? `/jobs/${row.job.name}` : `/jobs/${row.job.name}/builds/${last.number}`);
    },
    o: () => row !== undefined && navigate(`/jobs/${row.job.name}`),
    r: () => row !== undefined && start.mutate(row.job.name),
  });
  return row === undefined ? null : chosen;
}
