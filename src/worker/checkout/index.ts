import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type CheckoutPlan, checkoutOf, type planOf } from '../../definition/index.ts';
import type { Preparation, PreparationTools } from '../../engine/index.ts';
import type { Github } from '../../github/api/index.ts';
import { formatDuration } from '../../lib/duration.ts';
import type { BuildDocument } from '../../state/build.ts';
import { commitEnvironment, writeChangedFiles } from './commit-environment.ts';
import { credentialFor } from './credential.ts';
import { DiskFull, fetchSource, hasCommit, MirrorSuspect } from './fetch.ts';
import type { Release } from './file-lock.ts';
import { type Git, openGit } from './git.ts';
import { Mirror } from './mirror.ts';
import { populate, populateFurther } from './populate.ts';
import { type MirrorLimits, pruneMirrors } from './prune-mirrors.ts';
import { type Source, sourceOf } from './source.ts';

export interface CheckoutSettings extends MirrorLimits {
  /** Folder of the mirrors; workers of one node may share it. */
  readonly mirrors: string;
}

export interface Checkout {
  readonly preparation: Preparation;
  /** The workspace is gone: nothing is borrowed from the mirror any more. */
  release(): Promise<void>;
}

export interface Checkouts {
  /** What gets the build's repository into its workspace; null when there is nothing to get. */
  of(build: BuildDocument, plan: ReturnType<typeof planOf>, workspace: string): Checkout | null;
  /** Removes mirrors beyond the limits. */
  prune(): Promise<void>;
}

const tellsToWaitAfterMs = 1_000;
/** A fetch of a large repository may take long, but not for ever. */
const waitsForOthersMs = 60 * 60 * 1_000;

export function createCheckouts(settings: CheckoutSettings, github: Github | null, log: Logger): Checkouts {
  const prune = (limits: MirrorLimits = settings) => pruneMirrors(settings.mirrors, limits);

  return {
    prune: async () => {
      for (const folder of await prune()) log.info({ folder }, 'mirror removed');
    },

    of(build, plan, workspace) {
      const wanted = checkoutOf(build.definition, build.github !== undefined);
      if (wanted === null) return null;
      const releases: Release[] = [];
      const prepare = async (tools: PreparationTools) => {
        const source = sourceOf(wanted, build);
        const credential = await credentialFor(github, source, wanted, build.github);
        const protocol = new URL(source.url).protocol.slice(0, -1);
        const git = await openGit(tools, { credential, protocol, lfs: wanted.lfs });
        try {
          return await checkOut({ tools, git, source, wanted, workspace, releases, settings, prune });
        } finally {
          await git.close();
        }
      };
      return {
        preparation: { log: plan.checkoutLog, prepare },
        async release() {
          for (const release of releases.splice(0)) await release();
        },
      };
    },
  };
}

interface Task {
  readonly tools: PreparationTools;
  readonly git: Git;
  readonly source: Source;
  readonly wanted: CheckoutPlan;
  readonly workspace: string;
  readonly releases: Release[];
  readonly settings: CheckoutSettings;
  readonly prune: (limits: MirrorLimits) => Promise<string[]>;
}

/** Once more where the disk was full and mirrors could go, or the mirror was broken and is made anew. */
async function checkOut(task: Task): Promise<Record<string, string>> {
  const { source, wanted, settings, git, tools } = task;
  const target = wanted.path === null ? task.workspace : join(task.workspace, wanted.path);
  const mirror = Mirror.of(settings.mirrors, source.url, wanted.depth !== null);
  await Promise.all([mirror.open(), mkdir(target, { recursive: true })]);
  for (let attempt = 1; ; attempt += 1) {
    let used = null as string | null;
    try {
      const { path, sha } = await fetched(task, mirror, (path) => {
        used = path;
      });
      await populate(git, path, target, source, sha);
      await populateFurther(git, target, wanted);
      const changes = await writeChangedFiles(tools, git, path, source, sha);
      return { ...(await commitEnvironment(git, path, source, sha)), ...changes };
    } catch (error) {
      if (attempt > 1) throw error;
      if (error instanceof DiskFull) await makeRoom(task, error);
      else if (error instanceof MirrorSuspect && used !== null)
        await replaceIfBroken(task, mirror, used, error);
      else throw error;
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
    const sha = (await there(path))?.sha ?? (await fetchSource(tools, git, path, source, wanted.depth));
    return { path, sha };
  } finally {
    await unlock();
  }
}

/** Says once what it waits for, and gives up in the end. */
function waiter(tools: PreparationTools): (ms: number) => Promise<void> {
  const since = performance.now();
  let told = false;
  return async (ms) => {
    const waited = performance.now() - since;
    if (waited > waitsForOthersMs)
      throw new Error(`another build has fetched this repository for ${formatDuration(waitsForOthersMs)}`);
    if (!told && waited > tellsToWaitAfterMs) {
      told = true;
      tools.note('waiting for another build of this node that fetches the same repository');
    }
    await tools.sleep(ms);
  };
}

async function makeRoom({ prune, releases, tools }: Task, error: DiskFull): Promise<void> {
  for (const release of releases.splice(0)) await release();
  const removed = await prune({ mirrorsMaxBytes: 0, mirrorsMaxAgeMs: 0 });
  if (removed.length === 0) throw error;
  tools.note(`the disk is full: ${removed.length} unused mirrors were removed; trying again`);
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
