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

/** Redis, and then this process, do nothing else while so many jobs are read: some two milliseconds. */
const readAtOnce = 500;
/** A job that is gone when it is to be read was moved or deleted meanwhile: all is read anew, at most so often. */
const attempts = 5;

/** What a script tells of jobs, by name: the beginning of the document, '' when there is none, and the newest build. */
type Heads = Map<
  string,
  Pick<JobEntry, keyof JobHead | 'last'> & { readonly state: 'read' | 'odd' | 'gone' }
>;

/**
 * All folders and jobs in the order of their lists. The lists are those of one moment, and so is everything where there
 * are few jobs; the documents of many are read some at a time, so that nobody has to wait for all of them.
 */
export async function readTree(context: StateContext): Promise<TreeEntry[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { scripts, keys, prefix } = context;
    const [lists, few] = (await scripts.run(
      'read_tree',
      [keys.jobs(), keys.last()],
      [prefix, readAtOnce],
    )) as unknown as [string[][], string[] | null];
    const names = lists.flatMap(([, ...entries]) => entries.flatMap((entry) => jobIn(entry) ?? []));
    const heads: Heads = new Map();
    if (few !== null) readHeads(heads, names, few);
    else if (!(await readMany(context, heads, names)) && attempt < attempts) continue;
    const unread: JobEntry[] = [];
    const tree = expand(new Map(lists.map(([folder = '', ...entries]) => [folder, entries])), heads, unread);
    await readWhole(context, unread);
    return tree;
  }
}

/** False: one of them is gone. */
async function readMany(
  { scripts, keys, prefix }: StateContext,
  heads: Heads,
  names: readonly string[],
): Promise<boolean> {
  for (let at = 0; at < names.length; at += readAtOnce) {
    const some = names.slice(at, at + readAtOnce);
    readHeads(heads, some, (await scripts.run('read_heads', [keys.last()], [prefix, ...some])).map(String));
  }
  return names.every((name) => heads.get(name)?.state !== 'gone');
}

function readHeads(heads: Heads, names: readonly string[], told: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    const beginning = told[2 * index] ?? '';
    const head = readJobHead(beginning);
    const state = head !== null ? 'read' : beginning === '' ? 'gone' : 'odd';
    heads.set(name, {
      ...(head ?? { revision: 0 }),
      last: readLast(told[2 * index + 1] || undefined),
      state,
    });
  }
}

/** Each folder is shown once, so that a ring of lists made by hand ends. `unread` gets those without a head. */
function expand(
  lists: Map<string, readonly string[]>,
  heads: Heads,
  unread: JobEntry[],
  { folder, path }: { readonly folder: string; readonly path: string } = { folder: '', path: '' },
): TreeEntry[] {
  const entries = lists.get(folder) ?? [];
  lists.delete(folder);
  return entries.flatMap((entry): TreeEntry[] => {
    const [, kind, name = ''] = /^(job|folder)_(.+)$/.exec(entry) ?? [];
    const place = path === '' ? name : `${path}/${name}`;
    if (kind === 'folder') {
      const inside = expand(lists, heads, unread, { folder: name, path: place });
      return [{ kind, name, path: place, entries: inside }];
    }
    if (kind !== 'job') return [];
    const { state = 'gone', ...head } = heads.get(name) ?? { revision: 0, last: null };
    const job: JobEntry = { kind, name, path: place, ...head };
    if (state !== 'read') unread.push(job);
    return [job];
  });
}

const jobIn = (entry: string): string | undefined => /^job_(.+)$/.exec(entry)?.[1];

export function jobsOf(entries: readonly TreeEntry[]): JobEntry[] {
  return entries.flatMap((entry) => (entry.kind === 'job' ? [entry] : jobsOf(entry.entries)));
}

/** A document with a long folder path, or one written by hand, shows itself only as a whole. */
async function readWhole({ redis, keys }: StateContext, jobs: readonly JobEntry[]): Promise<void> {
  if (jobs.length === 0) return;
  const texts = await redis.mget(jobs.map(({ name }) => keys.job(name)));
  for (const [index, job] of jobs.entries()) Object.assign(job, headOf(parseJob(texts[index] ?? '') ?? {}));
}
