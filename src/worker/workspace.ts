import { mkdirSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';

// Workspaces lie on a disk of the node. A call that makes or removes one folder there takes some
// microseconds, and going to a thread and back takes ten times that.

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
    rmdirSync(workspace);
  } catch {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
