import { isBad } from '../../data/build-status.ts';
import { lastOf } from '../../data/last-builds.ts';
import type { JobEntry, LastBuild, TreeEntry } from '../../data/routes.ts';

export type Row = FolderRow | JobRow | DerivedRow;

/** The heading of a folder, where jobs of several are shown. */
export interface FolderRow {
  readonly kind: 'folder';
  readonly path: string;
}

export interface JobRow {
  readonly kind: 'job';
  readonly job: JobEntry;
  readonly last: LastBuild | null;
  /** Of a branch or a pull request, below its parent. */
  readonly isDerived: boolean;
}

/** The jobs of a parent's branches and pull requests, folded or not. */
export interface DerivedRow {
  readonly kind: 'derived';
  readonly parent: string;
  readonly branches: number;
  readonly pullRequests: number;
  readonly failing: number;
  readonly isOpen: boolean;
}

export interface Filter {
  readonly words: string;
  /** Path of a folder; empty is all. */
  readonly folder: string;
  readonly show: Show;
}

export const shows = ['all', 'failing', 'running'] as const;
export type Show = (typeof shows)[number];

/** Jobs in the order of the tree, each with its folder's path and the jobs that were made from it. */
export interface Folder {
  readonly path: string;
  readonly jobs: readonly Family[];
}

interface Family {
  readonly job: JobEntry;
  readonly derived: readonly JobEntry[];
}

/** What does not change with the news: once for each reading of the tree. */
export function foldersOf(entries: readonly TreeEntry[], path = ''): Folder[] {
  const jobs = entries.filter((entry) => entry.kind === 'job');
  const names = new Set(jobs.map(({ name }) => name));
  const derived = new Map<string, JobEntry[]>();
  for (const job of jobs) {
    if (job.parent === undefined || !names.has(job.parent)) continue;
    const family = derived.get(job.parent);
    if (family === undefined) derived.set(job.parent, [job]);
    else family.push(job);
  }
  const families = jobs
    .filter(({ parent }) => parent === undefined || !names.has(parent))
    .map((job) => ({ job, derived: derived.get(job.name) ?? [] }));
  const own: Folder[] = families.length === 0 ? [] : [{ path, jobs: families }];
  return own.concat(
    entries.flatMap((entry) => (entry.kind === 'folder' ? foldersOf(entry.entries, entry.path) : [])),
  );
}

/** The rows to show: failing jobs first in their folder, branches and pull requests below their parent. */
export function rowsOf(
  folders: readonly Folder[],
  news: ReadonlyMap<string, LastBuild>,
  filter: Filter,
  open: ReadonlySet<string>,
): Row[] {
  const inFolder = folders.filter(({ path }) => isBelow(path, filter.folder));
  const matches = matcher(filter);
  const isFlat = filter.words !== '' || filter.show !== 'all';
  const rows: Row[] = [];
  for (const { path, jobs } of inFolder) {
    const found = isFlat ? flatRows(jobs, news, matches) : foldedRows(jobs, news, open);
    if (found.length === 0) continue;
    if (path !== filter.folder) rows.push({ kind: 'folder', path });
    rows.push(...found);
  }
  return rows;
}

const isBelow = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

function flatRows(
  families: readonly Family[],
  news: ReadonlyMap<string, LastBuild>,
  matches: (job: JobEntry, last: LastBuild | null) => boolean,
): Row[] {
  const rows = families.flatMap(({ job, derived }) =>
    [job, ...derived].map(
      (one): JobRow => ({ kind: 'job', job: one, last: lastOf(one, news), isDerived: false }),
    ),
  );
  return failingFirst(
    rows.filter(({ job, last }) => matches(job, last)),
    ({ last }) => last,
  );
}

function foldedRows(
  families: readonly Family[],
  news: ReadonlyMap<string, LastBuild>,
  open: ReadonlySet<string>,
): Row[] {
  const parents = families.map(({ job, derived }) => ({ job, derived, last: lastOf(job, news) }));
  return failingFirst(parents, ({ last }) => last).flatMap(({ job, derived, last }) => {
    const row: JobRow = { kind: 'job', job, last, isDerived: false };
    if (derived.length === 0) return [row];
    const isOpen = open.has(job.name);
    const children = derived.map(
      (one): JobRow => ({ kind: 'job', job: one, last: lastOf(one, news), isDerived: true }),
    );
    const pullRequests = derived.filter(({ name }) => /_pr\d+$/.test(name)).length;
    const fold: DerivedRow = {
      kind: 'derived',
      parent: job.name,
      pullRequests,
      branches: derived.length - pullRequests,
      failing: children.filter((child) => child.last !== null && isBad(child.last.status)).length,
      isOpen,
    };
    return isOpen ? [row, fold, ...failingFirst(children, (child) => child.last)] : [row, fold];
  });
}

/** The order stays, but what failed comes first. */
function failingFirst<T>(items: readonly T[], last: (item: T) => LastBuild | null): T[] {
  const fails = (item: T) => {
    const build = last(item);
    return build !== null && isBad(build.status);
  };
  return [...items.filter(fails), ...items.filter((item) => !fails(item))];
}

function matcher({ words, show }: Filter) {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ path, title = '' }: JobEntry, last: LastBuild | null): boolean => {
    if (show === 'failing' && !(last !== null && isBad(last.status))) return false;
    if (show === 'running' && last?.status !== 'running' && last?.status !== 'cancelling') return false;
    const text = `${path} ${title}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
}

/** The folders for the tree at the side, with how many jobs of each fail. */
export interface FolderNode {
  readonly name: string;
  readonly path: string;
  readonly jobs: number;
  readonly failing: number;
  readonly folders: readonly FolderNode[];
}

export function folderTree(
  entries: readonly TreeEntry[],
  news: ReadonlyMap<string, LastBuild>,
): FolderNode[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'folder') return [];
    const folders = folderTree(entry.entries, news);
    const own = entry.entries.filter((one) => one.kind === 'job');
    const failing = own.filter((job) => {
      const last = lastOf(job, news);
      return last !== null && isBad(last.status);
    }).length;
    return [
      {
        name: entry.name,
        path: entry.path,
        folders,
        jobs: folders.reduce((sum, folder) => sum + folder.jobs, own.length),
        failing: folders.reduce((sum, folder) => sum + folder.failing, failing),
      },
    ];
  });
}
