import { longTimer } from '../lib/long-timer.ts';
import { durationText } from './duration-text.ts';
import type { RunStatus } from './record.ts';

/** What the caller's signal carries as its reason. */
export type RunAbort =
  | { kind: 'cancel'; by: string; reason: string }
  /** The system's fault, such as a lost lease. */
  | { kind: 'error'; reason: string };

export type LimitName = 'step' | 'silence' | 'stage' | 'job' | 'hook';

/** Why something was ended before its own end. */
export type Stop = RunAbort | Timeout;

export interface Timeout {
  kind: 'timeout';
  limit: LimitName;
  ms: number;
  /** Where the limit comes from, when not from the definition. */
  origin?: string;
}

export type Limit = { name: LimitName; ms: number | null; origin?: string };

/**
 * A stretch of a run that can be stopped: the run, a stage, a command. A stop of the outer one stops the
 * inner ones; of several stops the first counts. Cancels, timeouts and faults all go this one way.
 */
export class Scope {
  readonly #parent: Scope | null;
  readonly #listeners = new Set<(stop: Stop) => void>();
  readonly #leave: () => void;
  #cancelLimit: () => void = () => undefined;
  #stop: Stop | null;
  #lifted = false;

  constructor(parent: Scope | null = null, limit: Limit | null = null) {
    this.#parent = parent;
    this.#stop = parent?.stopped ?? null;
    this.#leave = parent?.onStop((stop) => this.stop(stop)) ?? (() => undefined);
    if (limit !== null && limit.ms !== null && this.#stop === null) {
      const { name, ms, origin } = limit;
      const timeout: Timeout = {
        kind: 'timeout',
        limit: name,
        ms,
        ...(origin === undefined ? {} : { origin }),
      };
      this.#cancelLimit = longTimer(ms, () => this.stop(timeout));
    }
  }

  get stopped(): Stop | null {
    return this.#stop ?? this.#parent?.stopped ?? null;
  }

  stop(stop: Stop): void {
    if (this.#stop !== null) return;
    this.#stop = stop;
    this.#cancelLimit();
    for (const listener of this.#listeners) listener(stop);
  }

  /** Calls `listener` at the stop, unless it has happened. Returns a function that takes it off again. */
  onStop(listener: (stop: Stop) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another limit, `ms` from now on; none or less: it stops now. Without effect once it was stopped or lifted. */
  changeLimit(timeout: Timeout, ms: number): void {
    this.#cancelLimit();
    if (this.#stop === null && !this.#lifted)
      this.#cancelLimit = longTimer(Math.max(0, ms), () => this.stop(timeout));
  }

  /** The time limit no longer holds. */
  liftLimit(): void {
    this.#lifted = true;
    this.#cancelLimit();
  }

  close(): void {
    this.#cancelLimit();
    this.#leave();
  }
}

export function statusOf(stop: Stop): Extract<RunStatus, 'cancelled' | 'error' | 'timed_out'> {
  switch (stop.kind) {
    case 'cancel':
      return 'cancelled';
    case 'error':
      return 'error';
    case 'timeout':
      return 'timed_out';
  }
}

/** `cancelled by ann: wrong branch`, `step timeout of 2 s` */
export function describeStop(stop: Stop): string {
  switch (stop.kind) {
    case 'cancel':
      return `cancelled by ${stop.by}${stop.reason === '' ? '' : `: ${stop.reason}`}`;
    case 'error':
      return stop.reason;
    case 'timeout':
      return timeoutText(stop);
  }
}

function timeoutText({ limit, ms, origin }: Timeout): string {
  const time = durationText(ms);
  if (limit === 'silence') return `silence timeout: nothing was printed for ${time}`;
  return `${limit} timeout of ${time}${origin === undefined ? '' : `, ${origin}`}`;
}
