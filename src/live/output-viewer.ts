import type { BuildSummary } from '../state/build.ts';
import type { LogOfBuild } from './logs-of.ts';
import { Piece } from './piece.ts';
import type { Task, Turns } from './turns.ts';
import type { WatchedBuild, Watcher } from './watched-build.ts';

export interface ViewOptions {
  readonly sink: OutputSink;
  /** Log → byte to begin at; 0 where none is given. */
  readonly offsets?: Readonly<Record<string, number>>;
  /** Begin so many lines before the end, over all logs that `offsets` does not name. */
  readonly tail?: number;
  /** All logs when not given. */
  readonly wanted?: (log: LogOfBuild) => boolean;
}

/** Where a viewer's output goes. After `end` or `fail` nothing more comes. */
export interface OutputSink {
  /** Takes a piece, which it holds if it goes on using it. False: give no more until `ready` of the viewer is called. */
  take(piece: Piece, build: BuildSummary): boolean;
  /** The build has ended, and all of its output was taken. */
  end(build: BuildSummary): void;
  fail(error: unknown): void;
}

/**
 * One who watches the output of a build: an offset in a log and the way to a sink. It takes the next piece when the
 * sink has taken the last one, wherever that piece is found, and sleeps at the edge. So it holds one piece at
 * most and is never waited for. Joining late, falling behind, coming back with offsets and lost messages are
 * all the same: an offset below the edge.
 */
export class OutputViewer implements Task, Watcher {
  readonly #watched: WatchedBuild;
  readonly #turns: Turns;
  readonly #options: ViewOptions;
  readonly #leave: () => void;
  /** Among the wanted logs. */
  #index = 0;
  #offset: number | null = null;
  #state: 'awake' | 'blocked' | 'closed' = 'blocked';

  constructor(watched: WatchedBuild, turns: Turns, options: ViewOptions, leave: () => void) {
    this.#watched = watched;
    this.#turns = turns;
    this.#options = options;
    this.#leave = leave;
    watched.add(this);
  }

  /** Where it begins in the logs that there were when it came; 0 in all others. */
  get begins(): Readonly<Record<string, number>> {
    return this.#options.offsets ?? {};
  }

  start(): void {
    this.ready();
  }

  /** The sink takes again. */
  ready(): void {
    if (this.#state !== 'blocked') return;
    this.#state = 'awake';
    this.#turns.add(this);
  }

  wake(): void {
    if (this.#state === 'awake') this.#turns.add(this);
  }

  fail(error: unknown): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#options.sink.fail(error);
  }

  /** Nothing more is given to the sink. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#turns.remove(this);
    this.#watched.remove(this);
    this.#leave();
  }

  step(): boolean {
    if (this.#state !== 'awake') return false;
    const entry = this.#current();
    if (entry === undefined) {
      if (this.#watched.finished) this.#end();
      return false;
    }
    this.#offset ??= this.#options.offsets?.[entry.log] ?? 0;
    const next = this.#watched.next(entry, this.#offset);
    if (next === 'wait') return false;
    if (next === 'done') {
      this.#index += 1;
      this.#offset = null;
      return true;
    }
    if (next instanceof Piece) return this.#give(next);
    next.then(
      () => this.wake(),
      (error: unknown) => this.fail(error),
    );
    return false;
  }

  #give(piece: Piece): boolean {
    this.#offset = piece.end;
    const more = this.#options.sink.take(piece, this.#watched.build);
    if (!more && this.#state === 'awake') this.#state = 'blocked';
    return more;
  }

  #end(): void {
    const { build } = this.#watched;
    this.close();
    this.#options.sink.end(build);
  }

  #current(): LogOfBuild | undefined {
    const { logs } = this.#watched;
    const { wanted } = this.#options;
    return wanted === undefined ? logs[this.#index] : logs.filter(wanted)[this.#index];
  }
}
