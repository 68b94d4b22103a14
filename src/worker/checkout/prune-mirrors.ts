import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Mirror } from './mirror.ts';

export interface MirrorLimits {
  /** All of them together; the ones not used for longest go first. */
  readonly mirrorsMaxBytes: number;
  /** One that no build has used for so long goes. */
  readonly mirrorsMaxAgeMs: number;
}

/** Removes what is beyond the limits or broken, unless a build uses it. Resolves to the names of what went whole. */
export async function pruneMirrors(root: string, limits: MirrorLimits): Promise<string[]> {
  const mirrors = await Promise.all((await readdir(root).catch(() => [])).map((name) => measure(root, name)));
  let bytes = mirrors.reduce((sum, one) => sum + one.bytes, 0);
  const removed: string[] = [];
  for (const { name, mirror, usedAt, bytes: own } of mirrors.sort((a, b) => a.usedAt - b.usedAt)) {
    const tooMuch = bytes > limits.mirrorsMaxBytes || Date.now() - usedAt > limits.mirrorsMaxAgeMs;
    if (!(await mirror.remove({ all: tooMuch }).catch(() => false)) || !tooMuch) continue;
    bytes -= own;
    if (own > 0) removed.push(name);
  }
  return removed;
}

async function measure(root: string, name: string) {
  const mirror = Mirror.at(join(root, name));
  return { name, mirror, usedAt: await mirror.usedAt(), bytes: await sizeOf(mirror.folder) };
}

/** Bytes of the files below; what goes meanwhile does not count. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
