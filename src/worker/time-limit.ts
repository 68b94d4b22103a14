import type { WorkerSettings } from './context.ts';

export interface TimeLimit {
  readonly timeoutMs: number;
  /** Said in the reason of a timeout that the definition does not explain. */
  readonly timeoutOrigin?: string;
}

/** How long a build may take: what its job says, within what the worker allows. */
export function timeLimit(
  asked: number | null,
  { defaultTimeoutMs, maxTimeoutMs }: Pick<WorkerSettings, 'defaultTimeoutMs' | 'maxTimeoutMs'>,
): TimeLimit {
  if (asked !== null && asked <= maxTimeoutMs) return { timeoutMs: asked };
  if (asked === null && defaultTimeoutMs <= maxTimeoutMs)
    return { timeoutMs: defaultTimeoutMs, timeoutOrigin: 'the default of this worker (defaultTimeout)' };
  return { timeoutMs: maxTimeoutMs, timeoutOrigin: 'the most that this worker allows (maxTimeout)' };
}
