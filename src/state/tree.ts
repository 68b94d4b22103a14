import type { StateContext } from './context.ts';
import { headOf, type JobHead, parseJob, readJobHead } from './job.ts';
import { type LastBuild, readLast } from './last-build.ts';

export interface JobEntry extends JobHead {
  kind: 'job';
  name: string;
  /** Names of its folders and its own, as `team/backend/api`. */
  path: string;
  /** Its newest build; null when there is none, or when its entry cannot be read. */
  last: LastBuild | null;
}

export interface FolderEntry {
  kind: 'folder';
  name: string;
  path: string;
  entries: TreeEntry[];
}

export type TreeEntry = FolderEntry | JobEntry;

/**
 * All folders and jobs in the order of their lists, as they are at one moment: one round trip, and one
 * more for documents that do not begin as Drover writes them.
 */
export async function readTree(context: StateContext): Promise<TreeEntry[]> {
  const { scripts, keys, prefix } = context;
  const [lists, lastFlat] = (await scripts.run(
    'read_tree',
    [keys.jobs(), keys.last()],
    [prefix],
  )) as unknown as [string[][], string[]];
  const lastOf = new Map(inPairs(lastFlat));
  const entriesOf = new Map(lists.map(([folder = '', ...entries]) => [folder, inPairs(entries)]));
  const unread: JobEntry[] = [];
  const tree = expand('', '');
  await readWhole(context, unread);
  return tree;

  function expand(folder: string, path: string): TreeEntry[] {
    const entries = entriesOf.get(folder) ?? [];
    // Each folder is shown once, so that a ring of lists made by hand ends.
    entriesOf.delete(folder);
    return entries.flatMap(([entry, beginning]): TreeEntry[] => {
      const [, kind, name = ''] = /^(job|folder)_(.+)$/.exec(entry) ?? [];
      const place = path === '' ? name : `${path}/${name}`;
      if (kind === 'folder') return [{ kind, name, path: place, entries: expand(name, place) }];
      if (kind !== 'job') return [];
      const head = readJobHead(beginning);
      const job: JobEntry = {
        kind,
        name,
        path: place,
        ...(head ?? { revision: 0 }),
        last: readLast(lastOf.get(name)),
      };
      if (head === null) unread.push(job);
      return [job];
    });
  }
}

export function jobsOf(entries: readonly TreeEntry[]): JobEntry[] {
  return entries.flatMap((entry) => (entry.kind === 'job' ? [entry] : jobsOf(entry.entries)));
}

/** A document with a long folder path, or one written by hand, shows itself only as a whole. */
async function readWhole({ redis, keys }: StateContext, jobs: readonly JobEntry[]): Promise<void> {
  if (jobs.length === 0) return;
  const texts = await redis.mget(jobs.map(({ name }) => keys.job(name)));
  for (const [index, job] of jobs.entries()) Object.assign(job, headOf(parseJob(texts[index] ?? '') ?? {}));
}

function inPairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length >> 1 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}
