import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutPlan } from '../../definition/index.ts';
import type { PreparationTools, Prepared } from '../../engine/index.ts';
import { changedFiles, commitEnvironment } from './commit-environment.ts';
import { DiskFull, isDiskFull } from './disk-full.ts';
import { fetchSource, hasCommit } from './fetch.ts';
import type { Release } from './file-lock.ts';
import type { Git } from './git.ts';
import { mend } from './mend.ts';
import { Mirror } from './mirror.ts';
import { needLfs, populate, populateFurther } from './populate.ts';
import type { MirrorLimits, Pruned } from './prune-mirrors.ts';
import type { Source } from './source.ts';
import { waiter } from './waiter.ts';

/** One checkout. */
export interface Task {
  readonly tools: PreparationTools;
  readonly git: Git;
  readonly source: Source;
  readonly wanted: CheckoutPlan;
  readonly workspace: string;
  readonly releases: Release[];
  /** Folder of the mirrors. */
  readonly mirrors: string;
  readonly prune: (limits: MirrorLimits) => Promise<Pruned>;
}

/** Once more where the disk was full and mirrors could go, or the mirror was broken and is made anew. */
export async function checkOut(task: Task): Promise<Prepared> {
  const { source, wanted, mirrors, git, tools } = task;
  const target = wanted.path === null ? task.workspace : join(task.workspace, wanted.path);
  const mirror = Mirror.of(mirrors, source.url, wanted.depth !== null);
  if (wanted.lfs) await needLfs(git);
  for (let attempt = 1; ; attempt += 1) {
    let used = null as string | null;
    try {
      await Promise.all([mirror.open(), mkdir(target, { recursive: true })]);
      const { path, sha } = await fetched(task, mirror, (path) => {
        used = path;
      });
      await populate(git, path, target, source, sha);
      await populateFurther(git, path, target, wanted);
      return {
        environment: await commitEnvironment(git, path, source, sha),
        files: await changedFiles(tools, git, path, source, sha),
      };
    } catch (thrown) {
      const error = isDiskFull(thrown) ? new DiskFull(mirrors) : thrown;
      if (attempt > 1) throw error;
      await mend(task, mirror, used, error);
    }
  }
}

/** The mirror with the commit in it. A commit that is there already costs one look at the disk. */
async function fetched(
  { tools, git, source, wanted, workspace, releases }: Task,
  mirror: Mirror,
  uses: (path: string) => void,
): Promise<{ path: string; sha: string }> {
  const use = async () => {
    const used = await mirror.use(workspace, (ms) => tools.sleep(ms));
    if (used === null) return null;
    releases.push(used.release);
    uses(used.path);
    return used.path;
  };
  const there = async (path: string | null) =>
    path !== null && source.sha !== null && (await hasCommit(git, path, source.sha))
      ? { path, sha: source.sha }
      : null;
  const found = await there(await use());
  if (found !== null) return found;
  const unlock = await mirror.lockForFetch(waiter(tools));
  try {
    await mirror.prepare(git);
    const path = await use();
    if (path === null) throw new Error(`the mirror ${mirror.folder} cannot be made`);
    const sha = (await there(path))?.sha ?? (await fetchInto(path));
    return { path, sha };
  } finally {
    await unlock();
  }

  async function fetchInto(path: string): Promise<string> {
    try {
      return await fetchSource(tools, git, path, source, wanted.depth);
    } catch (error) {
      await mirror.removeHalfMade(path);
      throw error;
    }
  }
}
