import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { jobsFolder } from './paths.ts';
import { codeOf } from './storage-error.ts';

/** A build's folder as it lies in the storage: the path of its job, as `team/backend/api`, and its number. */
export interface StoredBuild {
  readonly path: string;
  readonly number: number;
}

const buildNumber = /^[1-9]\d{0,15}$/;

/**
 * Every folder of a build. A job or folder may be called `5` as well: what lies in one of the `folders` is a job or
 * a folder, everything else whose name is a number is a build.
 */
export async function* storedBuilds(
  root: string,
  folders: ReadonlySet<string>,
): AsyncGenerator<StoredBuild, void, void> {
  const waiting = [''];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const name of await foldersIn(join(jobsFolder(root), path))) {
      if (buildNumber.test(name) && path !== '' && !folders.has(path)) yield { path, number: Number(name) };
      else waiting.push(path === '' ? name : `${path}/${name}`);
    }
  }
}

/** Links are not followed; what is removed meanwhile is not there. */
async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) if (entry.isDirectory()) names.push(entry.name);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return names;
}
