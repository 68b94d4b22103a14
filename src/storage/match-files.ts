import { advance, compileGlob, type Glob, type GlobState, isDead, isMatch, startOf } from './glob.ts';
import { quote } from './paths.ts';
import { codeOf } from './storage-error.ts';
import { type EntryKind, walk } from './walk.ts';

/** A workspace may hold more; the search then stops and says so. */
const MAX_LOOKED_AT = 1_000_000;
const MAX_NOTES = 20;

export interface MatchOptions {
  readonly workspace: string;
  readonly globs: readonly string[];
  readonly limit: number;
  /** What the files are called in notes. */
  readonly what: string;
}

/** Paths of the regular files below a workspace that match; what is left out and why goes to the notes. */
export async function matchFiles(
  { workspace, globs, limit, what }: MatchOptions,
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
      notes.add(`There are more than ${limit} ${what}, or too many files to look at: the rest was left out.`);
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

const reasonOf = (error: unknown): string => codeOf(error) ?? String(error);

/** Sentences, of which only the first are kept. */
export class Notes {
  readonly #notes: string[] = [];
  readonly #shown: (text: string) => string;
  #more = 0;

  /** `shown` hides what a name of a file must not tell. */
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
