import { mkdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildId } from '../state/build.ts';

export const workspaceOf = (root: string, job: string, number: number): string =>
  join(root, buildId(job, number));

/**
 * Makes the folder, readable by this user alone. One that an earlier crash left under the same name is
 * removed first.
 */
export async function createWorkspace(workspace: string): Promise<void> {
  try {
    await mkdir(workspace, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') await mkdir(dirname(workspace), { recursive: true, mode: 0o700 });
    else await removeWorkspace(workspace);
    await mkdir(workspace, { mode: 0o700 });
  }
}

/** Removes it whole. Files that a left process still writes make `rm` try again a few times. */
export async function removeWorkspace(workspace: string): Promise<void> {
  // An empty one, as small builds leave, is one call.
  await rmdir(workspace).catch(() =>
    rm(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  );
}
