import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildId } from '../state/build.ts';

/**
 * A fresh folder for one build, readable by this user alone. One that an earlier crash left under the
 * same name is emptied first.
 */
export async function createWorkspace(root: string, job: string, number: number): Promise<string> {
  const workspace = join(root, buildId(job, number));
  try {
    await mkdir(workspace, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      await mkdir(root, { recursive: true, mode: 0o700 });
    else await removeWorkspace(workspace);
    await mkdir(workspace, { mode: 0o700 });
  }
  return workspace;
}

/** Removes it whole. Files that a left process still writes make `rm` try again a few times. */
export async function removeWorkspace(workspace: string): Promise<void> {
  await rm(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
