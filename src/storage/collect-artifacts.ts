import { constants } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '../state/build.ts';
import { byPath } from './by-path.ts';
import { advance, compileGlob, type Glob, type GlobState, isDead, isMatch, startOf } from './glob.ts';
import { openInside } from './open-inside.ts';
import { quote } from './paths.ts';
import { codeOf } from './storage-error.ts';
import { type EntryKind, walk } from './walk.ts';

export const MAX_ARTIFACTS = 10_000;

/** A workspace may hold more; the search then stops and says so. */
const MAX_LOOKED_AT = 1_000_000;
const MAX_NOTES = 20;

export interface CollectOptions {
  readonly workspace: string;
  readonly globs: readonly string[];
  /** Made anew: what an earlier attempt left there is removed. */
  readonly target: string;
  readonly limit?: number;
  /** Makes of a path, or a sentence, what may be seen of it. */
  readonly shown?: (text: string) => string;
}

export interface CollectedArtifacts {
  /** Sorted by path. */
  readonly artifacts: Artifact[];
  /** What was left out and why, and patterns that match nothing; a sentence each. */
  readonly notes: string[];
}

/**
 * Copies the files that match out of a workspace, under the same paths. Symbolic links are left out, so
 * nothing from outside the workspace comes along. Throws what writing the copies throws.
 */
export async function collectArtifacts(options: CollectOptions): Promise<CollectedArtifacts> {
  if (options.globs.length === 0) return { artifacts: [], notes: [] };
  const { shown = (text) => text } = options;
  const notes = new Notes(shown);
  const paths = await findMatches(options, notes);
  await rm(options.target, { recursive: true, force: true });
  const artifacts: Artifact[] = [];
  const madeFolders = new Set<string>();
  for (const path of paths) {
    const name = shown(path);
    const folder = dirname(join(options.target, name));
    if (!madeFolders.has(folder)) await mkdir(folder, { recursive: true });
    madeFolders.add(folder);
    const bytes = await copyOut(options, { path, name }, notes);
    if (bytes !== null) artifacts.push({ path: name, bytes });
  }
  return { artifacts: artifacts.sort(byPath), notes: notes.list() };
}

async function findMatches(
  { workspace, globs, limit = MAX_ARTIFACTS }: CollectOptions,
  notes: Notes,
): Promise<string[]> {
  const patterns = globs.map(compileGlob);
  const unmatched = new Set(patterns);
  const paths: string[] = [];
  const entries = walk<readonly GlobState[]>(workspace, {
    state: patterns.map(startOf),
    enter: (name, states) => {
      const next = advanceAll(patterns, states, name);
      return next.every(isDead) ? null : next;
    },
    onFault: (path, error) => notes.add(`The folder ${quote(path)} could not be read: ${reasonOf(error)}.`),
  });
  let lookedAt = 0;
  for await (const { path, name, kind, state } of entries) {
    lookedAt += 1;
    const next = advanceAll(patterns, state, name);
    const matched = patterns.filter((glob, at) => isMatch(glob, next[at] ?? []));
    for (const glob of matched) unmatched.delete(glob);
    if (matched.length > 0 && takes(kind, path, notes)) paths.push(path);
    if (paths.length > limit || lookedAt === MAX_LOOKED_AT) {
      notes.add(
        `There are more than ${limit} artifacts, or too many files to look at: the rest was left out.`,
      );
      return paths.slice(0, limit);
    }
  }
  for (const { pattern } of unmatched) notes.add(`No file matches ${quote(pattern)}.`);
  return paths;
}

const advanceAll = (patterns: readonly Glob[], states: readonly GlobState[], name: string): GlobState[] =>
  patterns.map((glob, at) => advance(glob, states[at] ?? [], name));

function takes(kind: EntryKind, path: string, notes: Notes): boolean {
  if (kind === 'symlink') notes.add(`${quote(path)} was left out: it is a symbolic link.`);
  if (kind === 'other') notes.add(`${quote(path)} was left out: it is not a regular file.`);
  return kind === 'file';
}

/** Bytes copied; null, with a note, when the file cannot be read. */
async function copyOut(
  { workspace, target }: CollectOptions,
  { path, name }: { path: string; name: string },
  notes: Notes,
): Promise<number | null> {
  const handle = await openInside(workspace, path).catch((error: unknown) => {
    notes.add(`${quote(path)} could not be read: ${reasonOf(error)}.`);
    return undefined;
  });
  if (handle === null) notes.add(`${quote(path)} was left out: it changed while it was collected.`);
  if (!handle) return null;
  try {
    const copy = join(target, name);
    // Copied from what was opened, not from the path: a left process may put a link there meanwhile.
    await copyFile(
      openedPath(handle.fd, join(workspace, path)),
      copy,
      constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL,
    );
    return (await handle.stat()).size;
  } catch (error) {
    // Two paths that differ in what is hidden of them only.
    if (name === path || codeOf(error) !== 'EEXIST') throw error;
    notes.add(`${quote(path)} was left out: without what is secret in it, it has the name of another.`);
    return null;
  } finally {
    await handle.close();
  }
}

const openedPath = (fd: number, path: string): string =>
  process.platform === 'linux' ? `/proc/self/fd/${fd}` : path;

const reasonOf = (error: unknown): string => codeOf(error) ?? String(error);

class Notes {
  readonly #notes: string[] = [];
  readonly #shown: (text: string) => string;
  #more = 0;

  constructor(shown: (text: string) => string) {
    this.#shown = shown;
  }

  add(note: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push(this.#shown(note));
    else this.#more += 1;
  }

  list(): string[] {
    return this.#more === 0 ? this.#notes : [...this.#notes, `And ${this.#more} more of the kind.`];
  }
}
