import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds from `spawn` of `sh -c true` to its exit. */
export async function spawnLatency(): Promise<number> {
  const begin = performance.now();
  await once(spawn('sh', ['-c', 'true'], { stdio: 'ignore' }), 'exit');
  return performance.now() - begin;
}

/** Processes per second when `atOnce` of them run at any moment. */
export async function spawnRate(processes: number, atOnce: number): Promise<number> {
  let left = processes;
  const begin = performance.now();
  const lane = async () => {
    for (; left > 0; ) {
      left -= 1;
      await spawnLatency();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return processes / ((performance.now() - begin) / 1000);
}
