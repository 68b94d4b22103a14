import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutPlan } from '../../definition/index.ts';
import { DiskFull } from './disk-full.ts';
import { MirrorSuspect } from './fetch.ts';
import { configSection, type Git } from './git.ts';
import { kindOfFault, lastLine } from './git-fault.ts';
import type { Source } from './source.ts';

/**
 * Makes the working tree of a commit. The repository in the workspace borrows the mirror's objects and writes its own
 * beside: nothing is copied but the files themselves, and nothing that a build does there reaches the mirror.
 */
export async function populate(
  git: Git,
  mirror: string,
  target: string,
  { url, branch }: Pick<Source, 'url' | 'branch'>,
  sha: string,
): Promise<void> {
  const folder = join(target, '.git');
  await mkdir(join(folder, 'objects/info'), { recursive: true });
  await Promise.all([
    mkdir(join(folder, 'objects/pack')),
    mkdir(join(folder, 'refs/heads'), { recursive: true }),
    mkdir(join(folder, 'refs/tags'), { recursive: true }),
    mkdir(join(folder, 'info')),
    writeFile(join(folder, 'objects/info/alternates'), `${join(mirror, 'objects')}\n`),
    writeFile(join(folder, 'HEAD'), branch === null ? `${sha}\n` : `ref: refs/heads/${branch}\n`),
    writeFile(join(folder, 'config'), configOf(url, branch)),
    branch === null ? null : writeFile(join(folder, 'packed-refs'), `${sha} refs/remotes/origin/${branch}\n`),
    copyFile(join(mirror, 'shallow'), join(folder, 'shallow')).catch(() => {}),
  ]);
  const end = await git.run('-C', target, 'reset', '-q', '--hard', sha);
  if (end.exitCode === 0) return;
  if (kindOfFault(end) === 'full') throw new DiskFull(target);
  throw new MirrorSuspect(lastLine(end));
}

function configOf(url: string, branch: string | null): string {
  const core = { repositoryformatversion: '0', filemode: 'true', bare: 'false', logallrefupdates: 'true' };
  const remote = { url, fetch: '+refs/heads/*:refs/remotes/origin/*' };
  return [
    configSection('core', core),
    configSection('remote "origin"', remote),
    branch === null
      ? ''
      : configSection(`branch "${branch.replace(/["\\]/g, '\\$&')}"`, {
          remote: 'origin',
          merge: `refs/heads/${branch}`,
        }),
  ].join('');
}

/** Said before anything is fetched: later git's own words would say it, in its way. */
export async function needLfs(git: Git): Promise<void> {
  const { exitCode } = await git.ask('lfs', 'version');
  if (exitCode !== 0)
    throw new Error('git-lfs is not installed on this node: install it, or leave `lfs` out');
}

/** What lies outside of the commit itself. Files of LFS are kept beside the mirror, so that a node fetches each once. */
export async function populateFurther(
  git: Git,
  mirror: string,
  target: string,
  { submodules, lfs, depth }: Pick<CheckoutPlan, 'submodules' | 'lfs' | 'depth'>,
): Promise<void> {
  if (submodules) {
    const limits = depth === null ? [] : [`--depth=${depth}`];
    const update = ['submodule', '--quiet', 'update', '--init', '--recursive', '--jobs=4', ...limits];
    const end = await git.run('-C', target, ...update);
    if (end.exitCode !== 0) throw new Error(`submodules: ${lastLine(end)}`);
  }
  if (lfs) {
    const end = await git.run('-C', target, '-c', `lfs.storage=${join(mirror, 'lfs')}`, 'lfs', 'pull');
    if (kindOfFault(end) === 'full') throw new DiskFull(mirror);
    if (end.exitCode !== 0) throw new Error(`LFS: ${lastLine(end)}`);
  }
}
