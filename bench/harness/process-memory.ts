import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const KIB = 1024;

/** Resident memory in bytes: now, and at its peak since the start or the last `resetPeak`. */
export function residentMemory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { now: kibibytes(status, 'VmRSS') * KIB, peak: kibibytes(status, 'VmHWM') * KIB };
}

/** The process's share in bytes: pages that several processes use are divided among them. */
export const proportionalMemory = (pid: number): number =>
  kibibytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss') * KIB;

/** The peak starts anew at what is resident now. */
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** Children of a process whose command line contains `word`. */
export function childOf(parent: number, word: string): number {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      if (isChild && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word)) return Number(name);
    } catch {
      // It ended while it was looked at.
    }
  }
  throw new Error(`process ${parent} has no child "${word}"`);
}

const kibibytes = (text: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN);
