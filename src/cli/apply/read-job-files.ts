import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { DroverError } from '../../errors/error.ts';

/** A job file as it lies on disk. */
export interface JobFile {
  /** As a person would name it. */
  readonly file: string;
  /** The job's name: the file's without its extension. */
  readonly name: string;
  /** Folder path below the folder that was named, as `team/backend`; null for a file named by itself. */
  readonly folder: string | null;
  readonly content: Uint8Array;
}

export interface JobFiles {
  /** Folder paths, parents first; also those without jobs. */
  readonly folders: readonly string[];
  readonly files: readonly JobFile[];
}

const extensions = new Set(['.yaml', '.yml', '.json']);
const deepest = 20;

/** Reads files, and folders with all that is in them. Hidden entries and other kinds of files are left out. */
export async function readJobFiles(paths: readonly string[]): Promise<JobFiles> {
  const found = { folders: [] as string[], files: [] as JobFile[] };
  for (const path of paths) {
    const kind = await stat(path).catch((error: unknown) => cannotRead(path, error));
    if (kind.isDirectory()) await readFolder(path, '', 1, found);
    else found.files.push(await readJobFile(path, null));
  }
  if (found.files.length > 0) return { ...found, folders: [...new Set(found.folders)] };
  throw new DroverError('USAGE', { detail: `No job files (.yaml, .yml, .json) in ${paths.join(', ')}.` });
}

async function readFolder(
  path: string,
  folder: string,
  depth: number,
  found: { folders: string[]; files: JobFile[] },
): Promise<void> {
  if (depth > deepest)
    throw new DroverError('USAGE', { detail: `${path} lies deeper than ${deepest} folders.` });
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) =>
    cannotRead(path, error),
  );
  for (const entry of entries.filter(({ name }) => !name.startsWith('.')).sort(byName)) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) {
      const child = folder === '' ? entry.name : `${folder}/${entry.name}`;
      found.folders.push(child);
      await readFolder(inside, child, depth + 1, found);
    } else if (extensions.has(parse(entry.name).ext.toLowerCase())) {
      found.files.push(await readJobFile(inside, folder));
    }
  }
}

async function readJobFile(file: string, folder: string | null): Promise<JobFile> {
  const content = await readFile(file).catch((error: unknown) => cannotRead(file, error));
  return { file, name: parse(file).name, folder, content };
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

function cannotRead(path: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  throw new DroverError(
    'USAGE',
    { detail: `${path} cannot be read (${code ?? String(error)}).` },
    { cause: error },
  );
}
