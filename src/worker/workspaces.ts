import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { keepWorkspaceOf } from '../definition/keep-workspace.ts';
import type { Exported } from '../engine/index.ts';
import { DroverError } from '../errors/error.ts';
import { formatBytes } from '../lib/format-bytes.ts';
import { repeat } from '../lib/repeat.ts';
import { type BuildDocument, type BuildStatus, buildId, isFinished } from '../state/build.ts';
import type { State } from '../state/index.ts';
import type { FoundWorkspace } from '../state/workspaces.ts';
import { folderSize } from './folder-size.ts';
import { createWorkspace, removeWorkspace } from './workspace.ts';

const tidyEveryMs = 30_000;

/** A workspace's folder, or the file beside it with what its commands had set for later ones. */
const entryOfBuild = /^(.+_\d+?)(\.exports\.json)?$/;

const failed: ReadonlySet<BuildStatus> = new Set(['failure', 'timed_out', 'error']);

export interface Workspace {
  /** Name below the folder of workspaces. */
  readonly folder: string;
  /** Absolute. */
  readonly path: string;
  /** Of one that an earlier build left: what its commands had set when the stage began that failed. */
  readonly exported?: Exported;
}

/**
 * The workspaces of a worker: one for each build, removed when it has ended, or kept for a while where its job asks for
 * that. What is kept is noted in Redis before its build ends, so whatever has no note and no running build is
 * left over and may go.
 */
export class Workspaces {
  readonly #state: State;
  readonly #root: string;
  readonly #worker: string;
  readonly #node: string;
  readonly #mostBytes: number;
  readonly #log: Logger;

  constructor(options: {
    state: State;
    root: string;
    worker: string;
    node: string;
    /** All that are kept together may take so much. */
    mostBytes: number;
    log: Logger;
  }) {
    this.#state = options.state;
    this.#root = options.root;
    this.#worker = options.worker;
    this.#node = options.node;
    this.#mostBytes = options.mostBytes;
    this.#log = options.log;
  }

  /** Lets go what has been kept long enough, and removes what is left over. Resolves to the closer. */
  startTidying(): () => Promise<void> {
    return repeat(
      tidyEveryMs,
      () => this.tidy(),
      (err) => this.#log.warn({ err }, 'workspaces not tidied'),
    );
  }

  /** Throws WORKSPACE_GONE when the build is to go on in one that is not there. */
  async open({ job, number, resumes }: BuildDocument): Promise<Workspace> {
    if (resumes !== undefined) return this.#reopen(resumes.folder, resumes.build);
    const folder = buildId(job, number);
    const path = join(this.#root, folder);
    await createWorkspace(path);
    return { folder, path };
  }

  /**
   * Keeps the workspace of a build that is about to end, where its job asks for that and there is room: those that
   * would go first make it. The document says so. False: it is to be removed.
   */
  async keep(build: BuildDocument, { folder, path }: Workspace, exported: Exported | null): Promise<boolean> {
    const wanted = keepWorkspaceOf(build.definition);
    if (wanted === null || build.status === 'cancelled') return false;
    // One whose checkout failed is nothing to go on in.
    if (build.checkout !== undefined && build.checkout.status !== 'success') return false;
    if (wanted.when === 'onFailure' && !failed.has(build.status)) return false;
    const bytes = await folderSize(path, this.#mostBytes);
    if (!(await this.#makeRoom(bytes, folder))) {
      const note = `The workspace is not kept: it takes more room than the worker has for that (${formatBytes(this.#mostBytes)}).`;
      build.notes = [...(build.notes ?? []), note];
      return false;
    }
    if (exported === null) await rm(this.#exportsOf(folder), { force: true });
    else await writeFile(this.#exportsOf(folder), JSON.stringify(exported), { mode: 0o600 });
    const kept = { folder, build: buildId(build.job, build.number), worker: this.#worker, bytes };
    const until = await this.#state.workspaces.keep({ ...kept, node: this.#node }, wanted.forMs);
    build.keptWorkspace = { worker: this.#worker, folder, bytes, until: new Date(until).toISOString() };
    return true;
  }

  async remove(folder: string): Promise<void> {
    await removeWorkspace(join(this.#root, folder));
    await rm(this.#exportsOf(folder), { force: true });
  }

  /** Also a note of which another attempt to end the build has made nothing. */
  async forget(build: BuildDocument, folder: string): Promise<void> {
    const { workspaces } = await this.#state.workspaces.list();
    const id = buildId(build.job, build.number);
    const kept = workspaces.find((one) => one.folder === folder && one.build === id);
    if (kept !== undefined) await this.#state.workspaces.drop(kept);
  }

  async tidy(): Promise<void> {
    const { now, workspaces } = await this.#state.workspaces.list();
    for (const kept of workspaces) if (kept.worker === this.#worker) await this.#letGoIfOver(kept, now);
    const left = await this.#leftOver();
    if (left.length === 0) return;
    // Builds note what they keep before they end: what has no note by now was not kept.
    const noted = new Set((await this.#state.workspaces.list()).workspaces.map(({ folder }) => folder));
    for (const folder of left) if (!noted.has(folder)) await this.#removeQuietly(folder);
  }

  async #reopen(folder: string, build: string): Promise<Workspace> {
    const path = join(this.#root, folder);
    const there = /^[\w.-]+_\d+$/.test(folder) && (await readdir(path).catch(() => null)) !== null;
    if (!there) throw new DroverError('WORKSPACE_GONE', { build });
    const exported = await readFile(this.#exportsOf(folder), 'utf8').catch(() => null);
    return { folder, path, ...(exported === null ? {} : { exported: JSON.parse(exported) as Exported }) };
  }

  async #makeRoom(bytes: number, folder: string): Promise<boolean> {
    const { workspaces } = await this.#state.workspaces.list();
    const others = workspaces.filter((one) => one.worker === this.#worker && one.folder !== folder);
    let free = this.#mostBytes - bytes - others.reduce((sum, one) => sum + one.bytes, 0);
    const first = others.filter(({ takenBy }) => takenBy === undefined).sort((a, b) => a.until - b.until);
    if (free + first.reduce((sum, one) => sum + one.bytes, 0) < 0) return false;
    for (const one of first) {
      if (free >= 0) break;
      if (await this.#letGo(one)) free += one.bytes;
    }
    return free >= 0;
  }

  async #letGoIfOver(kept: FoundWorkspace, now: number): Promise<void> {
    if (kept.takenBy !== undefined) return;
    const wanted = kept.until > now && (await this.#state.builds.find(kept.build)) !== null;
    const there = (await readdir(join(this.#root, kept.folder)).catch(() => null)) !== null;
    if (!wanted || !there) await this.#letGo(kept);
  }

  /** False when a build is to go on in it by now. */
  async #letGo(kept: FoundWorkspace): Promise<boolean> {
    if (!(await this.#state.workspaces.drop(kept))) return false;
    await this.#removeQuietly(kept.folder);
    return true;
  }

  /** Folders of builds that are over. Other workers may share the folder of workspaces: theirs are as well. */
  async #leftOver(): Promise<string[]> {
    const folders = new Set<string>();
    for (const name of await readdir(this.#root)) {
      const folder = entryOfBuild.exec(name)?.[1];
      if (folder !== undefined) folders.add(folder);
    }
    const over: string[] = [];
    for (const folder of folders) {
      const build = await this.#state.builds.find(folder);
      if (build === null || isFinished(build.status)) over.push(folder);
    }
    return over;
  }

  async #removeQuietly(folder: string): Promise<void> {
    await this.remove(folder).catch((err) => this.#log.warn({ err, folder }, 'workspace not removed'));
  }

  #exportsOf(folder: string): string {
    return join(this.#root, `${folder}.exports.json`);
  }
}
