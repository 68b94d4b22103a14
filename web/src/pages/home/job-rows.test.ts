import { expect, test } from 'vitest';
import type { BuildStatus, JobEntry, LastBuild, TreeEntry } from '../../data/routes.ts';
import { foldersOf, folderTree, type Row, rowsOf, type Show } from './job-rows.ts';

const last = (status: BuildStatus, number = 1): LastBuild => ({
  number,
  status,
  queuedAt: '',
  startedAt: null,
  finishedAt: null,
  durationMs: null,
});
const job = (path: string, status?: BuildStatus, more: Partial<JobEntry> = {}): JobEntry => ({
  kind: 'job',
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  revision: 1,
  last: status === undefined ? null : last(status),
  ...more,
});

const tree: TreeEntry[] = [
  job('hello', 'success', { title: 'Greets' }),
  {
    kind: 'folder',
    name: 'team',
    path: 'team',
    entries: [
      job('team/api', 'success'),
      job('team/api_pr7', 'failure', { parent: 'api' }),
      job('team/api_branch_main', 'running', { parent: 'api' }),
      job('team/broken', 'error'),
      { kind: 'folder', name: 'web', path: 'team/web', entries: [job('team/web/shop')] },
    ],
  },
];

const show = ({
  words = '',
  folder = '',
  only = 'all' as Show,
  news = new Map<string, LastBuild>(),
  open = new Set<string>(),
} = {}): string[] =>
  rowsOf(foldersOf(tree), news, { words, folder, show: only }, open).map((row: Row) => {
    if (row.kind === 'folder') return `[${row.path}]`;
    if (row.kind === 'derived') return `${row.branches} ${row.pullRequests} ${row.failing}`;
    return row.isDerived ? `- ${row.job.name}` : row.job.name;
  });

test('failing jobs come first in their folder, branches and pull requests are folded', () => {
  expect(show()).toEqual(['hello', '[team]', 'broken', 'api', '1 1 1', '[team/web]', 'shop']);
});

test('an opened parent shows its branches and pull requests, the failing first', () => {
  expect(show({ folder: 'team', open: new Set(['api']) })).toEqual([
    'broken',
    'api',
    '1 1 1',
    '- api_pr7',
    '- api_branch_main',
    '[team/web]',
    'shop',
  ]);
});

test('words are searched in paths and titles, in branches too', () => {
  expect(show({ words: 'GREET' })).toEqual(['hello']);
  expect(show({ words: 'team pr7' })).toEqual(['[team]', 'api_pr7']);
  expect(show({ words: 'nothing' })).toEqual([]);
});

test('only what fails, only what runs', () => {
  expect(show({ only: 'failing' })).toEqual(['[team]', 'api_pr7', 'broken']);
  expect(show({ only: 'running' })).toEqual(['[team]', 'api_branch_main']);
});

test('news are newer than the tree, but an older build is not', () => {
  expect(
    show({ folder: 'team/web', news: new Map([['shop', last('failure', 1)]]), only: 'failing' }),
  ).toEqual(['shop']);
  const old = new Map([['broken', last('success', 0)]]);
  expect(show({ only: 'failing', news: old })).toContain('broken');
});

test('folders count their jobs and the failing ones, inner folders too', () => {
  expect(folderTree(tree, new Map([['shop', last('failure')]]))).toMatchObject([
    { name: 'team', jobs: 5, failing: 3, folders: [{ name: 'web', jobs: 1, failing: 1 }] },
  ]);
});
