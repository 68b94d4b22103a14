import { formatDuration } from '../lib/duration.ts';
import { selfStopAfterMs } from '../queue/lease-times.ts';
import type { BuildDocument, CancelRequest } from '../state/build.ts';

/** Requests to cancel from which on no more hooks run, and no process is given time to end. */
const skipsHooks = 2;
const killsAtOnce = 3;

/** From SIGTERM to SIGKILL when a build may be somebody else's; less than `selfStopWithinMs` with all that follows. */
const killAfterMs = 5_000;

interface SteeringOptions {
  readonly build: BuildDocument;
  readonly worker: string;
  readonly cancelGraceMs: number;
  readonly maxTimeoutMs: number;
  /** The document has changed. */
  readonly onChange: () => void;
}

/**
 * What reaches a running build from outside: somebody cancels it or changes its time limit, its worker is
 * stopped, its lease is lost or could not be renewed. Each becomes a signal for the run, or a new limit.
 *
 * The leases tell the same again with every renewal, so each method may be called any number of times.
 */
export class Steering {
  readonly #options: SteeringOptions;
  readonly #cancel = new AbortController();
  readonly #hooks = new AbortController();
  readonly #kill = new AbortController();
  #changeLimit: (ms: number, origin: string) => void = () => {};
  #limitMs = 0;
  #isOver = false;
  #isFenced = false;
  #isWorkerStopped = false;

  constructor(options: SteeringOptions) {
    this.#options = options;
  }

  get signals(): { signal: AbortSignal; hooksSignal: AbortSignal; killSignal: AbortSignal } {
    return { signal: this.#cancel.signal, hooksSignal: this.#hooks.signal, killSignal: this.#kill.signal };
  }

  /** Another one has the build: nothing that is written for it here will be accepted. */
  get isFenced(): boolean {
    return this.#isFenced;
  }

  /** It was ended for nothing but the stop of its worker. */
  get isWorkerStopped(): boolean {
    return this.#isWorkerStopped;
  }

  /** @param limitMs from the start of the build. */
  begins(limitMs: number): void {
    this.#setDeadline(limitMs);
  }

  /** By this the run is given another limit. */
  limitedBy(change: (ms: number, origin: string) => void): void {
    this.#changeLimit = change;
  }

  /** The result is known: whatever is asked from here on is too late. */
  over(): void {
    this.#isOver = true;
  }

  cancelled(request: CancelRequest): void {
    const { build, onChange } = this.#options;
    const { by, reason, requests = 1 } = request;
    if (this.#isOver || requests <= (build.cancel?.requests ?? 0)) return;
    build.cancel = request;
    build.status = 'cancelling';
    onChange();
    const abort = { kind: 'cancel', by, reason } as const;
    this.#cancel.abort(abort);
    if (requests >= skipsHooks) this.#hooks.abort(abort);
    if (requests >= killsAtOnce) this.#kill.abort();
  }

  /** @param asked ms from the start of the build. */
  limited(asked: number): void {
    const ms = Math.min(asked, this.#options.maxTimeoutMs);
    if (this.#isOver || ms === this.#limitMs) return;
    this.#setDeadline(ms);
    this.#options.onChange();
    this.#changeLimit(ms, 'as it was changed to while the build ran');
  }

  lost(): void {
    this.#isFenced = true;
    this.#giveUp('the lease of the build was lost');
  }

  expired(): void {
    const away = formatDuration(selfStopAfterMs);
    this.#giveUp(`Redis could not be reached for ${away}: the build may be another worker's`);
  }

  workerStopped(): void {
    this.#isWorkerStopped = !this.#cancel.signal.aborted;
    this.#cancel.abort({ kind: 'error', reason: `worker ${this.#options.worker} was stopped` });
  }

  /** Others may have the build: its processes are ended soon, whatever they do. */
  #giveUp(reason: string): void {
    if (this.#cancel.signal.aborted && this.#kill.signal.aborted) return;
    this.#cancel.abort({ kind: 'error', reason });
    setTimeout(() => this.#kill.abort(), Math.min(this.#options.cancelGraceMs, killAfterMs));
  }

  #setDeadline(ms: number): void {
    const { build } = this.#options;
    this.#limitMs = ms;
    build.deadline = new Date(Date.parse(build.startedAt ?? build.queuedAt) + ms).toISOString();
  }
}
