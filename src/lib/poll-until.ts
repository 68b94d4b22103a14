import { performance } from 'node:perf_hooks';

/** Asks `done` every `everyMs` until it says yes or `limitMs` are over; false: they are. Asks at least once. */
export async function pollUntil(
  done: () => boolean | Promise<boolean>,
  everyMs: number,
  limitMs: number,
): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    const left = end - performance.now();
    if (left <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(everyMs, left)));
  }
  return true;
}
