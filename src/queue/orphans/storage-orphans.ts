import { type BuildDocument, buildId, isFinished } from '../../state/build.ts';
import type { TreeEntry } from '../../state/tree.ts';
import type { StoredBuild } from '../../storage/stored-builds.ts';
import type { QueueContext } from '../context.ts';
import { layBesideLogs } from '../finish.ts';
import type { Orphan } from './orphans.ts';

const atOnce = 1_000;

/** Files without a document, and documents without files. */
export async function storageOrphans(context: QueueContext): Promise<Orphan[]> {
  const { state, storage } = context;
  const found: Orphan[] = [];
  const withFiles = new Set<string>();
  let some: StoredBuild[] = [];
  for await (const stored of storage.storedBuilds(folderPaths(await state.jobs.tree()))) {
    some.push(stored);
    if (some.length < atOnce) continue;
    found.push(...(await withoutDocument(context, some, withFiles)));
    some = [];
  }
  found.push(...(await withoutDocument(context, some, withFiles)));
  return [...found, ...(await withoutFiles(context, withFiles))];
}

async function withoutDocument(
  context: QueueContext,
  some: readonly StoredBuild[],
  withFiles: Set<string>,
): Promise<Orphan[]> {
  const { inventory } = context.state;
  const heads = await inventory.heads(some.map(idOf));
  const last = await inventory.lastNumbers();
  return some.flatMap((stored) => {
    const head = heads.get(idOf(stored));
    // A document that cannot be read may be mended by hand: its files stay.
    if (head !== undefined && (head.folder === null || pathIn(head.folder, stored) === stored.path)) {
      withFiles.add(idOf(stored));
      return [];
    }
    return [filesOrphan(context, stored, last.get(jobOf(stored)) ?? 0)];
  });
}

function filesOrphan(context: QueueContext, stored: StoredBuild, last: number): Orphan {
  const place = `jobs/${stored.path}/${stored.number}`;
  if (stored.number <= last)
    return {
      kind: 'files',
      message: `${place} belongs to no build.`,
      mend: () => removeUnlessUsed(context, stored),
    };
  const message = `${place} is of a build that this Redis never had: does another Drover use this storage? If none does, remove it by hand.`;
  return { kind: 'files', message, mend: null };
}

/**
 * A job that is moved takes its documents along at once and its files later, by the journal. Whoever completes the journal
 * holds its lock, so while this has it, files without a document that no entry names are nobody's.
 */
async function removeUnlessUsed({ state, storage }: QueueContext, stored: StoredBuild): Promise<boolean> {
  const { path, number } = stored;
  let removed = false;
  await state.journal.exclusively(async () => {
    const head = (await state.inventory.heads([idOf(stored)])).get(idOf(stored));
    if (head !== undefined && (head.folder === null || pathIn(head.folder, stored) === path)) return;
    const entries = await state.journal.list();
    const named = entries.some((entry) =>
      entry.kind === 'move' ? entry.from === path || entry.to === path : entry.path === path,
    );
    if (named) return;
    await storage.removeBuilds(path, { numbers: [number] });
    removed = true;
  });
  return removed;
}

/** Builds that began and ended, and of which not even the folder is left. The document stays: its copy is laid there again. */
async function withoutFiles(context: QueueContext, withFiles: ReadonlySet<string>): Promise<Orphan[]> {
  const { inventory } = context.state;
  const jobs = (await inventory.numbers()).filter(({ jobExists }) => jobExists);
  const ids = jobs.flatMap(({ job, documents }) => documents.map((number) => buildId(job, number)));
  const heads = await inventory.heads(ids.filter((id) => !withFiles.has(id)));
  const found: Orphan[] = [];
  for (const [id, { status }] of heads) {
    if (!isFinished(status) || (await lacksFiles(context, id)) === null) continue;
    found.push({
      kind: 'files',
      message: `Build ${id} has a document, but its files are gone.`,
      mend: async () => {
        const build = await lacksFiles(context, id);
        if (build !== null) await layBesideLogs(context, build);
        return build !== null;
      },
    });
  }
  return found;
}

async function lacksFiles({ state, storage }: QueueContext, id: string): Promise<BuildDocument | null> {
  const build = await state.builds.find(id);
  if (build === null || build.startedAt === null || !isFinished(build.status)) return null;
  if (await storage.hasBuild(build)) return null;
  // Its job may just be moving: then the files are at the old place.
  const path = pathIn(build.folder, { path: build.job });
  const moves = (await state.journal.list()).some((entry) => entry.kind === 'move' && entry.to === path);
  return moves || (await state.builds.find(id)) === null ? null : build;
}

const jobOf = ({ path }: Pick<StoredBuild, 'path'>): string => path.slice(path.lastIndexOf('/') + 1);
const idOf = (stored: StoredBuild): string => buildId(jobOf(stored), stored.number);
const pathIn = (folder: string, stored: Pick<StoredBuild, 'path'>): string =>
  folder === '' ? jobOf(stored) : `${folder}/${jobOf(stored)}`;

function folderPaths(entries: readonly TreeEntry[], found = new Set<string>()): Set<string> {
  for (const entry of entries) {
    if (entry.kind !== 'folder') continue;
    found.add(entry.path);
    folderPaths(entry.entries, found);
  }
  return found;
}
