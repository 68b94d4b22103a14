import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { spawnLines } from './spawn-lines.ts';

const program = join(import.meta.dirname, 'count.mjs');
const countMs = 5_000;
const withinMs = 30_000;

/**
 * The longest that a process stands still, in ms, while as many as there are processors only count: what the machine
 * takes from everybody who shares all of it, whatever they do.
 */
export async function machineStandstill(): Promise<number> {
  const counting = Array.from({ length: availableParallelism() }, () =>
    spawnLines(program, [String(countMs)], withinMs).next(),
  );
  return Math.max(...(await Promise.all(counting)).map(Number));
}
