import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { spawnLines } from './spawn-lines.ts';

const program = join(import.meta.dirname, 'viewers.mjs');
const withinMs = 300_000;

export interface Viewed {
  /** Milliseconds since the epoch: the first piece of output anywhere, and the last `end`. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Bytes of the log that came to the viewer that got the most, and the least. */
  readonly most: number;
  readonly least: number;
}

/** Many viewers in a process of their own. Resolves when all are connected. */
export async function startViewers(url: string, token: string, count: number, subscription: object | null) {
  const text = subscription === null ? '' : JSON.stringify(subscription);
  const { child, next } = spawnLines(program, [url, token, String(count), text], withinMs);
  await next();
  const done = next().then((line) => JSON.parse(line) as Viewed);
  done.catch(() => {});
  return { done, stop: () => stop(child) };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
