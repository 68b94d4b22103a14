import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Processes and temporary folders carry the mark of the Drover process that made them: `n<pid namespace>.p<pid>s<start>`.
 * The start, in ticks since the boot, tells a process from a later one with the same number. So whoever comes after a
 * process that was killed can tell what it left behind from what a living one uses.
 */
const shape = /^n(\d+)\.p(\d+)s(\d+)$/;

let own: string | null = null;

/** Of this process. Nowhere but on Linux does it tell more than the pid, and nothing is ever taken for left behind. */
export function ownerMark(): string {
  own ??= `${namespaceMark()}p${process.pid}s${startOf(process.pid) ?? 0}`;
  return own;
}

/** What the marks of all processes begin with that can be seen here under their own numbers. */
export function namespaceMark(): string {
  try {
    return `n${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? 0}.`;
  } catch {
    return 'n0.';
  }
}

/** False only when it is certain: in another namespace it may live. */
export function isOwnerGone(mark: string): boolean {
  const [, namespace, pid, start] = shape.exec(mark) ?? [];
  if (pid === undefined || start === '0' || `n${namespace}.` !== namespaceMark()) return false;
  return startOf(Number(pid)) !== Number(start);
}

/** Null: there is no such process. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}
