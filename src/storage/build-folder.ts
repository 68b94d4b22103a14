import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './storage-error.ts';

/** How often a folder is made anew when clean-up takes its emptied parent away at that moment. */
const attempts = 5;

/** Makes the folder; it may be there already, from an earlier attempt. */
export async function makeBuildFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await lstat(folder)).isDirectory()) return;
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeWithParents(folder);
  }
}

async function makeWithParents(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(folder, { recursive: true });
      return;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === attempts) throw error;
    }
  }
}

export const writeBuildJson = (folder: string, text: string): Promise<void> =>
  writeWhole(folder, 'build.json', text);

/** Whoever reads the file finds the old text or the new one, whole. */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const unfinished = join(folder, `.${name}.${randomUUID()}`);
  try {
    await writeFile(unfinished, text, { flag: 'wx' }).catch(async (error: unknown) => {
      // The folder is missing only when the build never began.
      if (codeOf(error) !== 'ENOENT') throw error;
      await makeBuildFolder(folder);
      await writeFile(unfinished, text, { flag: 'wx' });
    });
    await rename(unfinished, join(folder, name));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
