import { join } from 'node:path';
import { spawnLines } from './spawn-lines.ts';

const program = join(import.meta.dirname, 'stalls.mjs');
const withinMs = 20_000;

export interface Stalls {
  /** The longest time that an answer of /healthz took on a connection that was open, in ms. */
  readonly open: number;
  /** The same on a connection that had to be accepted first. */
  readonly fresh: number;
  /** The longest on the open connection without what the server waited for a processor meanwhile, in ms. */
  readonly awake: number;
  /** The longest time that the process which asked stood still itself, in ms. */
  readonly own: number;
}

/** Asks for /healthz every 10 ms, from a process that does nothing else, until `stop`. */
export async function watchStalls(url: string, server: number): Promise<{ stop: () => Promise<Stalls> }> {
  const asking = spawnLines(program, [url, String(server)], withinMs);
  await asking.next();
  return {
    async stop() {
      asking.child.stdin.end();
      return JSON.parse(await asking.next()) as Stalls;
    },
  };
}
