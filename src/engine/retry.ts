import type { BackOff, StepPlan } from '../definition/plan.ts';
import { jitter } from '../lib/jitter.ts';
import { longTimer } from '../lib/long-timer.ts';
import type { StepRecord } from './record.ts';
import type { Ending } from './run-logged.ts';
import type { Scope } from './stop.ts';

/** Whether another attempt may end better and is allowed. */
export function isRetried(plan: StepPlan, record: StepRecord, ending: Ending): boolean {
  if (ending.final || record.attempts > plan.retries) return false;
  if (plan.retryOn === null || !ending.byExitCode) return true;
  return record.exitCode !== null && plan.retryOn.includes(record.exitCode);
}

/** The time before the next attempt, in ms, when `attempts` have failed. Many steps that failed together do not come back together. */
export function retryDelay({ delayMs, factor, maxDelayMs }: BackOff, attempts: number): number {
  const grown = delayMs * factor ** (attempts - 1);
  return jitter(Math.min(grown, maxDelayMs ?? Number.MAX_SAFE_INTEGER));
}

/** Resolves after `ms`, or at once when the scope is stopped. */
export function waitUnlessStopped(scope: Scope, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (scope.stopped !== null) return resolve();
    const leave = scope.onStop(() => {
      callOff();
      resolve();
    });
    const callOff = longTimer(ms, () => {
      leave();
      resolve();
    });
  });
}
