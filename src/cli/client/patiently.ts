import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../errors/error.ts';
import { jitter } from '../../lib/jitter.ts';
import { ServerProblem } from './server-problem.ts';

const longestPauseMs = 10_000;
const failuresInARow = 12;

/** Asks again for a minute or two while the server, or Redis behind it, is away. For what may be repeated. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      if (failures >= failuresInARow || !isAway(error)) throw error;
      await sleep(jitter(Math.min(longestPauseMs, 250 * 2 ** failures)));
    }
  }
}

function isAway(error: unknown): boolean {
  if (error instanceof ServerProblem) return error.exit === 69;
  return error instanceof DroverError && error.code === 'SERVER_UNREACHABLE';
}
