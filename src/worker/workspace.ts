import { mkdirSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

// Workspaces lie on a disk of the node. A call that makes one folder there takes some microseconds, and going to a thread
// and back takes ten times that. To remove one takes milliseconds when the disk is busy, and nobody waits for it.

/**
 * Makes the folder, readable by this user alone. One that an earlier crash left under the same name is
 * removed first.
 */
export async function createWorkspace(workspace: string): Promise<void> {
  try {
    mkdirSync(workspace, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') mkdirSync(dirname(workspace), { recursive: true, mode: 0o700 });
    else await removeWorkspace(workspace);
    mkdirSync(workspace, { mode: 0o700 });
  }
}

/** Removes it whole. Files that a left process still writes make `rm` try again a few times. */
export async function removeWorkspace(workspace: string): Promise<void> {
  try {
    await rmdir(workspace);
  } catch {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
