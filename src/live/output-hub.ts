import { buildId } from '../state/build.ts';
import type { LiveContext } from './live-context.ts';
import { OutputViewer, type ViewOptions } from './output-viewer.ts';
import { ReadBlocks } from './read-blocks.ts';
import { tailOffsets } from './tail-offsets.ts';
import { Turns } from './turns.ts';
import { WatchedBuild } from './watched-build.ts';

interface Entry {
  readonly watched: Promise<WatchedBuild>;
  users: number;
}

/**
 * The builds that are watched in this process, each once however many watch it. The last viewer's leaving gives
 * up the subscription, the buffer and the open files.
 */
export class OutputHub {
  readonly #context: LiveContext;
  readonly #turns = new Turns();
  readonly #blocks = new ReadBlocks();
  readonly #entries = new Map<string, Entry>();

  constructor(context: LiveContext) {
    this.#context = context;
  }

  /** How many builds are watched. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * A viewer, which begins when it is started. Throws BUILD_NOT_FOUND, and what Redis and the storage throw
   * when they are away.
   */
  async view(job: string, number: number, options: ViewOptions): Promise<OutputViewer> {
    const id = buildId(job, number);
    const entry = this.#entries.get(id) ?? this.#open(id, job, number);
    entry.users += 1;
    const leave = () => this.#leave(id, entry);
    try {
      const watched = await entry.watched;
      const { tail, offsets = {} } = options;
      const begin =
        tail === undefined
          ? offsets
          : { ...(await tailOffsets(this.#context.storage, watched, tail, options.wanted)), ...offsets };
      return new OutputViewer(watched, this.#turns, { ...options, offsets: begin }, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  #open(id: string, job: string, number: number): Entry {
    const entry = { watched: WatchedBuild.open(this.#context, this.#blocks, job, number), users: 0 };
    this.#entries.set(id, entry);
    return entry;
  }

  #leave(id: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
    entry.watched.then((watched) => watched.close()).catch(() => {});
  }
}
