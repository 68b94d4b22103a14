import { parseBuildId } from '../../state/build-id.ts';
import { readHead } from '../../state/build-json.ts';
import type { State } from '../../state/index.ts';
import type { TreeEntry } from '../../state/tree.ts';
import type { WorkerView } from '../../state/workers.ts';

/** Whether what lies in the folder of that path may be seen. */
export type Visible = (path: string) => boolean;

/** What may be seen of a tree, and the folders that lead to it. */
export function visibleTree(entries: readonly TreeEntry[], visible: Visible): TreeEntry[] {
  return entries.flatMap((entry): TreeEntry[] => {
    if (entry.kind === 'job') return visible(folderOf(entry.path)) ? [entry] : [];
    if (visible(entry.path)) return [entry];
    const inside = visibleTree(entry.entries, visible);
    return inside.length === 0 ? [] : [{ ...entry, entries: inside }];
  });
}

/** The names of the jobs of a tree that may be seen. */
export const visibleJobs = (entries: readonly TreeEntry[], visible: Visible): string[] =>
  entries.flatMap((entry) => {
    if (entry.kind === 'folder') return visibleJobs(entry.entries, visible);
    return visible(folderOf(entry.path)) ? [entry.name] : [];
  });

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** By the text of a document, or a message that holds one: a document that is not as Drover writes it is nobody's. */
export function isVisibleBuild(text: string, visible: Visible): boolean {
  const folder = readHead(text)?.folder;
  return folder !== undefined && visible(folder);
}

/** Those of what belongs to jobs that may be seen. */
export async function ofVisibleJobs<T>(
  { jobs }: Pick<State, 'jobs'>,
  visible: Visible,
  items: readonly T[],
  jobOf: (item: T) => string,
): Promise<T[]> {
  const names = [...new Set(items.map(jobOf))];
  const folders = await Promise.all(names.map((name) => jobs.folderOf(name)));
  const seen = new Set(names.filter((_name, index) => isSeen(folders[index] ?? null, visible)));
  return items.filter((item) => seen.has(jobOf(item)));
}

const isSeen = (folder: string | null, visible: Visible): boolean => folder !== null && visible(folder);

/** Workers serve all folders; which builds they run is told of those that may be seen. */
export async function withVisibleBuilds(
  state: Pick<State, 'jobs'>,
  visible: Visible,
  workers: readonly WorkerView[],
): Promise<WorkerView[]> {
  const ids = workers.flatMap(({ builds }) => builds);
  const seen = new Set(await ofVisibleJobs(state, visible, ids, (id) => parseBuildId(id).job));
  return workers.map((worker) => ({ ...worker, builds: worker.builds.filter((id) => seen.has(id)) }));
}
