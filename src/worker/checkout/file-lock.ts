import { randomUUID } from 'node:crypto';
import { link, lstat, lutimes, readlink, rename, rm, symlink } from 'node:fs/promises';
import { isOwnerGone, ownerMark } from '../../engine/index.ts';
import { jitter } from '../../lib/jitter.ts';
import { repeat } from '../../lib/repeat.ts';

/** Whoever holds a lock touches it so often. */
const touchEveryMs = 5_000;
/** One that was not touched for so long is nobody's: its holder died where this process cannot see it. */
const deadAfterMs = 60_000;
const pollMs = 50;

/** Gives it back. */
export type Release = () => Promise<void>;

/** Takes the lock if it is free, or its holder has died. Null: somebody has it. */
export async function tryLock(path: string): Promise<Release | null> {
  const mark = `${ownerMark()} ${randomUUID()}`;
  if (!(await create(path, mark))) {
    if (!(await isDead(path)) || !(await steal(path)) || !(await create(path, mark))) return null;
  }
  const stop = repeat(
    touchEveryMs,
    () => lutimes(path, new Date(), new Date()),
    () => {},
  );
  return async () => {
    await stop();
    if ((await read(path)) === mark) await rm(path, { force: true });
  };
}

/** Waits for the lock; `wait` is called between the looks at it, and may throw to give up. */
export async function lock(path: string, wait: (ms: number) => Promise<void>): Promise<Release> {
  for (;;) {
    const release = await tryLock(path);
    if (release !== null) return release;
    await wait(jitter(pollMs));
  }
}

/** A symbolic link whose target is the mark: it is there with the mark or not at all, and needs no room on a full disk. */
async function create(path: string, mark: string): Promise<boolean> {
  try {
    await symlink(mark, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isDead(path: string): Promise<boolean> {
  const mark = await read(path);
  if (mark === null) return false;
  if (isOwnerGone(mark.split(' ')[0] ?? '')) return true;
  const touched = await lstat(path).catch(() => null);
  return touched !== null && Date.now() - touched.mtimeMs > deadAfterMs;
}

/** Of several who try, one gets the dead lock; whoever got a living one by mistake puts it back. */
async function steal(path: string): Promise<boolean> {
  const dead = await read(path);
  const stolen = `${path}.${randomUUID()}`;
  try {
    await rename(path, stolen);
  } catch {
    return false;
  }
  const right = (await read(stolen)) === dead;
  if (!right) await link(stolen, path).catch(() => {});
  await rm(stolen, { force: true });
  return right;
}

/** Null: there is none. Whatever else lies there is a lock without a mark. */
const read = (path: string): Promise<string | null> =>
  readlink(path).catch((error: NodeJS.ErrnoException) => (error.code === 'EINVAL' ? '' : null));
