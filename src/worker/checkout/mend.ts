import type { Task } from './check-out.ts';
import { DiskFull } from './disk-full.ts';
import { MirrorSuspect } from './fetch.ts';
import type { Mirror } from './mirror.ts';
import { waiter } from './waiter.ts';

/** Does what can be done before a checkout is tried once more; throws the error where that is nothing. */
export async function mend(task: Task, mirror: Mirror, used: string | null, error: unknown): Promise<void> {
  if (error instanceof DiskFull) return makeRoom(task, error);
  if (error instanceof MirrorSuspect && used !== null) return replaceIfBroken(task, mirror, used, error);
  throw error;
}

async function makeRoom({ prune, releases, tools }: Task, error: DiskFull): Promise<void> {
  const { removed } = await prune({ mirrorsMaxBytes: 0, mirrorsMaxAgeMs: 0 });
  if (removed.length === 0) throw error;
  for (const release of releases.splice(0)) await release();
  const what = removed.length === 1 ? 'an unused mirror was' : `${removed.length} unused mirrors were`;
  tools.note(`the disk is full: ${what} removed; trying again`);
}

async function replaceIfBroken(
  { git, tools }: Task,
  mirror: Mirror,
  path: string,
  error: MirrorSuspect,
): Promise<void> {
  const check = await git.ask('-C', path, 'fsck', '--no-dangling', '--no-progress');
  if (check.exitCode === 0) throw error;
  tools.note('the mirror of this repository is damaged; making it anew');
  const unlock = await mirror.lockForFetch(waiter(tools));
  try {
    await mirror.discard(path);
  } finally {
    await unlock();
  }
}
