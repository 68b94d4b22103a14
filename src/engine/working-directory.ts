import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * The folder a command runs in, or why it cannot, in words. What a symbolic link leads to counts: a step
 * must not be run outside the workspace.
 */
export async function workingDirectory(
  workspace: string,
  directory: string | null,
): Promise<{ path: string } | { problem: string }> {
  if (directory === null) return { path: workspace };
  try {
    const path = await realpath(join(workspace, directory));
    if (!isInside(await realpath(workspace), path)) {
      return { problem: `the working directory "${directory}" lies outside the workspace` };
    }
    if (!(await stat(path)).isDirectory()) {
      return { problem: `the working directory "${directory}" is not a directory` };
    }
    return { path };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be used (${code})`;
    return { problem: `the working directory "${directory}" ${why}` };
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
