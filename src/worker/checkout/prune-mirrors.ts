import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Mirror } from './mirror.ts';

export interface MirrorLimits {
  /** All of them together; the ones not used for longest go first. */
  readonly mirrorsMaxBytes: number;
  /** One that no build has used for so long goes. */
  readonly mirrorsMaxAgeMs: number;
}

export interface Pruned {
  /** Names of those that went whole. */
  readonly removed: string[];
  /** What is left. */
  readonly count: number;
  readonly bytes: number;
}

/** Removes what is beyond the limits or broken, unless a build uses it. */
export async function pruneMirrors(root: string, limits: MirrorLimits): Promise<Pruned> {
  const mirrors = await Promise.all((await readdir(root).catch(() => [])).map((name) => measure(root, name)));
  let bytes = mirrors.reduce((sum, one) => sum + one.bytes, 0);
  let count = mirrors.filter((one) => one.bytes > 0).length;
  const removed: string[] = [];
  for (const { name, mirror, usedAt, bytes: own } of mirrors.sort((a, b) => a.usedAt - b.usedAt)) {
    const tooMuch = bytes > limits.mirrorsMaxBytes || Date.now() - usedAt > limits.mirrorsMaxAgeMs;
    if (!(await mirror.remove({ all: tooMuch }).catch(() => false)) || !tooMuch) continue;
    bytes -= own;
    if (own === 0) continue;
    removed.push(name);
    count -= 1;
  }
  return { removed, count, bytes };
}

async function measure(root: string, name: string) {
  const mirror = Mirror.at(join(root, name));
  return { name, mirror, usedAt: await mirror.usedAt(), bytes: await mirror.size() };
}
