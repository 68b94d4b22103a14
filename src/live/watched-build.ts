import { setTimeout as sleep } from 'node:timers/promises';
import { repeat } from '../lib/repeat.ts';
import { type BuildSummary, buildId, isFinished } from '../state/build.ts';
import { readBuild } from '../state/unreadable.ts';
import { decodeFrame, isDocument, type OutputFrame } from './frame.ts';
import type { LiveContext } from './live-context.ts';
import { type LogOfBuild, logsOf } from './logs-of.ts';
import { OpenLogs } from './open-logs.ts';
import { type Piece, pieceBytes } from './piece.ts';
import { PieceReader } from './piece-reader.ts';
import { farBytes, type ReadBlocks } from './read-blocks.ts';
import { RecentPieces } from './recent-pieces.ts';

/** How long nothing may be heard before one looks by oneself: messages may be lost, files and documents not. */
const lookAgainMs = 1_000;
/** How long the file of a finished command may be shorter than its document says, as on a network file system. */
const lagMs = 3_000;
const lagStepMs = 200;

/** What one build's viewers are told: that something they may have waited for has happened, or that it is over. */
export interface Watcher {
  wake(): void;
  fail(error: unknown): void;
}

/** A promise: ask again when it has resolved. `wait`: nothing more is there yet. `done`: nothing more will come. */
export type Next = Piece | Promise<void> | 'wait' | 'done';

/**
 * One build as all its viewers in this process share it: its document, how far each log goes, and its recent
 * output. The document and the files are the truth; messages tell of changes, and what they carry saves reading.
 * A lost message delays by a second and loses nothing.
 */
export class WatchedBuild {
  readonly #context: LiveContext;
  readonly #pieces = new RecentPieces();
  readonly #files: OpenLogs;
  readonly #reader: PieceReader;
  readonly #watchers = new Set<Watcher>();
  /** Bytes of a log below its edge are there to be read. */
  readonly #edges = new Map<string, number>();
  /** Length of each log that is complete. */
  readonly #ends = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #closers: (() => unknown)[] = [];
  #build: BuildSummary;
  #logs: LogOfBuild[] = [];
  #known = new Set<string>();
  #documents = 0;
  #heard = false;
  #refreshing: Promise<void> | null = null;
  #closed = false;

  private constructor(context: LiveContext, blocks: ReadBlocks, build: BuildSummary) {
    this.#context = context;
    this.#build = build;
    this.#files = new OpenLogs(context.storage, () => this.#build);
    this.#reader = new PieceReader(this.#files, blocks);
    this.#take(build);
  }

  /** Throws BUILD_NOT_FOUND. */
  static async open(
    context: LiveContext,
    blocks: ReadBlocks,
    job: string,
    number: number,
  ): Promise<WatchedBuild> {
    const watched = new WatchedBuild(context, blocks, await context.state.builds.get(job, number));
    try {
      if (!watched.finished) await watched.#listen();
      return watched;
    } catch (error) {
      await watched.close();
      throw error;
    }
  }

  get build(): BuildSummary {
    return this.#build;
  }

  /** In the order in which they are written; new ones come last. */
  get logs(): readonly LogOfBuild[] {
    return this.#logs;
  }

  get finished(): boolean {
    return isFinished(this.#build.status);
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  add(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** What a viewer whose offset in that log this is takes next. */
  next(entry: LogOfBuild, offset: number): Next {
    const { log } = entry;
    const edge = this.#edges.get(log);
    const end = this.#ends.get(log);
    if (edge === undefined || (entry.complete && end === undefined)) {
      return this.#once(`size ${log}`, () => this.#measure(log));
    }
    if (offset < edge)
      return this.#pieces.at(log, offset) ?? this.#once(`${offset} ${log}`, () => this.#read(log, offset));
    return end === undefined ? 'wait' : 'done';
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#files.close();
    this.#pieces.clear();
    await Promise.all(this.#closers.map((close) => close()));
  }

  async #listen(): Promise<void> {
    const { subscriptions, state } = this.#context;
    const { job, number } = this.#build;
    const channel = state.keys.outputChannel(buildId(job, number));
    this.#closers.push(await subscriptions.listen(channel, (message) => this.#hear(message)));
    this.#closers.push(
      repeat(
        lookAgainMs,
        () => this.#look(),
        () => {},
      ),
    );
    // What changed between the first look and the subscription.
    await Promise.all([this.#refresh(), this.#announce()]);
  }

  #hear(message: Buffer): void {
    if (isDocument(message)) {
      this.#hearDocument(message);
    } else {
      const frame = decodeFrame(message);
      if (frame !== null) this.#takeFrame(frame);
    }
  }

  #hearDocument(message: Buffer): void {
    const { job, number } = this.#build;
    this.#documents += 1;
    this.#take(readBuild(message.toString(), job, number));
  }

  #takeFrame(frame: OutputFrame): void {
    const { log, offset, bytes } = frame;
    this.#heard = true;
    this.#pieces.addFrame(frame);
    // Before the first measure a frame says nothing of an edge that others may know better; after the end, nothing at all.
    if (!this.#ends.has(log))
      this.#edges.set(log, Math.max(this.#edges.get(log) ?? 0, offset + bytes.length));
    if (this.#known.has(log)) this.#wake();
    else void this.#refresh();
  }

  #take(build: BuildSummary): void {
    this.#build = build;
    const logs = logsOf(build);
    // Nobody writes for a finished build: what was not completed, as when a worker was lost, is now.
    this.#logs = isFinished(build.status)
      ? logs.map((entry) => (entry.complete ? entry : { ...entry, complete: true }))
      : logs;
    this.#known = new Set(logs.map(({ log }) => log));
    this.#wake();
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher.wake();
  }

  /** A second has passed: unless the worker is heard, ask for it again and look at the document and the newest log. */
  async #look(): Promise<void> {
    const heard = this.#heard;
    this.#heard = false;
    if (heard || this.finished || this.#closed) return;
    await Promise.all([this.#announce(), this.#refresh()]);
    const newest = this.#logs.at(-1);
    if (newest !== undefined && !newest.complete)
      await this.#once(`size ${newest.log}`, () => this.#measure(newest.log));
  }

  /** The worker of this build may be quiet, since nobody listened. */
  async #announce(): Promise<void> {
    const { job, number } = this.#build;
    await this.#context.publish(
      this.#context.state.keys.controlChannel(),
      JSON.stringify({ watch: buildId(job, number) }),
    );
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#readDocument().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #readDocument(): Promise<void> {
    const { job, number } = this.#build;
    const documents = this.#documents;
    try {
      const build = await this.#context.state.builds.get(job, number);
      // One that was heard meanwhile is newer.
      if (documents === this.#documents) this.#take(build);
    } catch (error) {
      // Redis may be away for a while; a build that is gone stays gone.
      if ((error as { code?: string }).code !== 'BUILD_NOT_FOUND') return;
      for (const watcher of this.#watchers) watcher.fail(error);
    }
  }

  /** Finds how far a log goes, and whether that is all of it. */
  async #measure(log: string): Promise<void> {
    const before = this.#logs.find((entry) => entry.log === log);
    if (before === undefined || this.#ends.has(log)) return;
    let size = await this.#files.size(log);
    if (!before.complete) {
      if (!this.#ends.has(log)) this.#edges.set(log, Math.max(this.#edges.get(log) ?? 0, size));
    } else {
      const told = before.bytes;
      for (
        let waited = 0;
        told !== null && size < told && waited < lagMs && !this.#closed;
        waited += lagStepMs
      ) {
        await sleep(lagStepMs);
        size = await this.#files.size(log);
      }
      const end = told === null ? size : Math.min(told, size);
      this.#ends.set(log, end);
      this.#edges.set(log, end);
    }
    this.#wake();
  }

  /** Puts the next pieces of the file among the recent ones: several for who is far behind, since he goes on. */
  async #read(log: string, offset: number): Promise<void> {
    const edge = this.#edges.get(log) ?? 0;
    const end = () => this.#ends.get(log);
    const most = Math.min(
      edge - offset >= farBytes ? farBytes : pieceBytes,
      this.#pieces.nextStart(log, offset) - offset,
      (end() ?? Infinity) - offset,
    );
    const found = await this.#reader.read({ log, offset, most, end }, (piece) => this.#pieces.add(piece));
    if (!found) this.#fallBack(log, offset, edge);
  }

  /** The file has not got, or not any more, what was said: it goes to `offset` only. */
  #fallBack(log: string, offset: number, edge: number): void {
    if (this.#ends.has(log)) {
      this.#ends.set(log, offset);
      this.#edges.set(log, offset);
    } else if (this.#edges.get(log) === edge) {
      this.#edges.set(log, offset);
    }
  }

  /** What is under way already is waited for, not done twice. */
  #once(key: string, work: () => Promise<void>): Promise<void> {
    let promise = this.#underWay.get(key);
    if (promise === undefined) {
      promise = work().finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, promise);
    }
    return promise;
  }
}
