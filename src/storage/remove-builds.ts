import { rm } from 'node:fs/promises';
import { numbersUpTo } from './build-numbers.ts';
import { liesInPlace } from './lies-in-place.ts';
import { buildFolderIn, jobFolderAt, jobsFolder } from './paths.ts';
import { removeEmptied } from './remove-emptied.ts';

/** Which builds of a job: these, or all up to a number (as when the job is deleted). */
export type BuildSelection = { readonly numbers: readonly number[] } | { readonly upTo: number };

/**
 * Removes builds with everything in them, and then the folders that this left empty, up to `jobs`.
 * What is gone already is no fault, so it may be repeated.
 */
export async function removeBuilds(root: string, path: string, selection: BuildSelection): Promise<void> {
  const folder = jobFolderAt(root, path);
  if (!(await liesInPlace(root, path))) return;
  const numbers = 'numbers' in selection ? selection.numbers : await numbersUpTo(folder, selection.upTo);
  for (const number of numbers) {
    await rm(buildFolderIn(folder, number), { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  }
  await removeEmptied(folder, jobsFolder(root));
}
