import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const withinMs = 10_000;

/** Of the git on this node, as `2.39.5`; null when there is none. */
export async function gitVersion(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version'], { timeout: withinMs });
    return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? null;
  } catch {
    return null;
  }
}
