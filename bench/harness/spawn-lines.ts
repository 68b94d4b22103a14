import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { withTimeout } from '../../src/lib/with-timeout.ts';

/** A Node program that tells what it has to say in lines, each waited for at most `withinMs`. */
export function spawnLines(program: string, args: readonly string[], withinMs: number) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const next = async (): Promise<string> => {
    const line = once(lines, 'line').then(([found]) => String(found));
    const died = once(child, 'exit').then(() => Promise.reject(new Error(`${program} died`)));
    return await withTimeout(Promise.race([line, died]), withinMs, `${program} took too long`);
  };
  return { child, next };
}
