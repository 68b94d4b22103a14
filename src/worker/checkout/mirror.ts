import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { safeFileName } from '../../lib/safe-file-name.ts';
import { DiskFull } from './disk-full.ts';
import { lock, type Release, tryLock } from './file-lock.ts';
import { configSection, type Git } from './git.ts';
import { kindOfFault } from './git-fault.ts';

/**
 * The copy of a repository on this node, from which workspaces borrow their objects. Its folder holds
 *
 *   <n>/        a bare repository; the newest one that is not known to be broken is the mirror
 *   broken-<n>  a mark
 *   used        says by its time when a build last began to use one
 *   users/      a file for each build that borrows from one, `<n>.<unique>`: it holds the path of the workspace, and counts
 *               while that is there
 *   fetch       lock of whoever adds to the mirror, or makes it anew
 *   gate        lock of whoever begins to use one, or removes one
 *
 * A broken one stays while a build uses it, and nothing that was ever fetched is dropped from one.
 */
export class Mirror {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static at(folder: string): Mirror {
    return new Mirror(folder);
  }

  /** Whole histories and cut ones have one each: what one fetch has cut off is missing to all. */
  static of(root: string, url: string, shallow: boolean): Mirror {
    const name = safeFileName(new URL(url).pathname.replace(/\.git\/?$/, '').slice(-60)) || 'repository';
    const hash = createHash('sha256').update(url).digest('hex').slice(0, 16);
    return new Mirror(join(root, `${name}-${hash}${shallow ? '-shallow' : ''}`));
  }

  async open(): Promise<void> {
    await mkdir(join(this.folder, 'users'), { recursive: true, mode: 0o755 });
  }

  /** Path of the repository, which stays while the workspace does; null when there is none yet. */
  async use(
    workspace: string,
    wait: (ms: number) => Promise<void>,
  ): Promise<{ path: string; release: Release } | null> {
    const leave = await lock(join(this.folder, 'gate'), wait);
    try {
      const number = await this.#current();
      if (number === 0) return null;
      const mark = join(this.folder, 'users', `${number}.${randomUUID()}`);
      await writeFile(mark, workspace);
      await writeFile(join(this.folder, 'used'), '');
      return { path: join(this.folder, String(number)), release: () => rm(mark, { force: true }) };
    } finally {
      await leave();
    }
  }

  /** Waits for others of this node that fetch the same. */
  lockForFetch(wait: (ms: number) => Promise<void>): Promise<Release> {
    return lock(join(this.folder, 'fetch'), wait);
  }

  /** Makes one where there is none, and takes away what a fetch that was killed left. Under the lock. */
  async prepare(git: Git): Promise<void> {
    const number = await this.#current();
    if (number > 0) return cleanUp(join(this.folder, String(number)));
    const next = Math.max(0, ...(await this.#numbers())) + 1;
    const made = join(this.folder, `new-${randomUUID()}`);
    try {
      await makeBare(made, git);
      await rename(made, join(this.folder, String(next)));
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  }

  /** What a fetch that failed has left: all of it, where nothing was fetched before. Under the lock. */
  async removeHalfMade(path: string): Promise<void> {
    const packs = await readdir(join(path, 'objects/pack')).catch(() => []);
    if (packs.some((name) => name.endsWith('.pack'))) await cleanUp(path).catch(() => {});
    else await rm(path, { recursive: true, force: true });
  }

  /** From now on another one is the mirror. Under the lock. */
  async discard(path: string): Promise<void> {
    await writeFile(join(this.folder, `broken-${path.slice(this.folder.length + 1)}`), '');
  }

  /** Removes what nobody uses: the broken ones, or with `all` every one. False: somebody does, or fetches now. */
  async remove({ all }: { all: boolean }): Promise<boolean> {
    const leave = await tryLock(join(this.folder, 'fetch'));
    if (leave === null) return false;
    const open = await tryLock(join(this.folder, 'gate'));
    if (open === null) {
      await leave();
      return false;
    }
    try {
      const used = await this.#used();
      const current = await this.#current();
      for (const number of await this.#numbers()) {
        if (used.has(number) || (number === current && !all)) continue;
        await rm(join(this.folder, String(number)), { recursive: true, force: true });
        await rm(join(this.folder, `broken-${number}`), { force: true });
      }
      for (const name of await readdir(this.folder))
        if (name.startsWith('new-')) await rm(join(this.folder, name), { recursive: true, force: true });
      return used.size === 0;
    } finally {
      await open();
      await leave();
    }
  }

  /** Of all repositories in it, whole and half made, in bytes. */
  async size(): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    const repositories = names.filter((name) => /^(?:\d+$|new-)/.test(name));
    const sizes = await Promise.all(repositories.map((name) => sizeOf(join(this.folder, name))));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** When a build last began to use it, in ms since 1970. */
  async usedAt(): Promise<number> {
    return (await stat(join(this.folder, 'used')).catch(() => null))?.mtimeMs ?? 0;
  }

  async #numbers(): Promise<number[]> {
    return (await readdir(this.folder)).filter((name) => /^\d+$/.test(name)).map(Number);
  }

  /** 0: there is none. */
  async #current(): Promise<number> {
    const names = new Set(await readdir(this.folder));
    const sound = (await this.#numbers()).filter((number) => !names.has(`broken-${number}`));
    return Math.max(0, ...sound);
  }

  async #used(): Promise<Set<number>> {
    const users = join(this.folder, 'users');
    const used = new Set<number>();
    for (const name of await readdir(users)) {
      const workspace = await readFile(join(users, name), 'utf8').catch(() => '');
      if (existsSync(workspace)) used.add(Number.parseInt(name, 10));
      else await rm(join(users, name), { force: true });
    }
    return used;
  }
}

async function makeBare(path: string, git: Git): Promise<void> {
  const made = await git.run('init', '-q', '--bare', '--template=', path);
  if (made.exitCode === 0) return;
  if (kindOfFault(made) === 'full') throw new DiskFull(path);
  throw new Error(`a mirror cannot be made: ${made.output.trim()}`);
}

/** What a step of a build wrote into its configuration counts for nothing: it is written anew each time. */
async function cleanUp(path: string): Promise<void> {
  await writeFile(
    join(path, 'config'),
    configSection('core', { repositoryformatversion: '0', filemode: 'true', bare: 'true' }),
  );
  for (const name of await readdir(path, { recursive: true }).catch(() => []))
    if (isLeft(name)) await rm(join(path, name), { recursive: true, force: true });
}

const isLeft = (name: string): boolean =>
  name.endsWith('.lock') ||
  /(?:^|\/)(?:tmp_(?:pack|idx|rev|obj)_|\.tmp-|incoming-|tmp_objdir-incoming-)[^/]*$/.test(name);

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
