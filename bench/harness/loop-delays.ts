import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from './statistics.ts';

const program = pathToFileURL(join(import.meta.dirname, 'loop-delay.mjs')).href;

export interface LoopDelay {
  /** How long the event loop stood still at most, in ms. */
  readonly longest: number;
  /** Median over quarters of a second of the 99th percentile in each, in ms. */
  readonly p99: number;
}

/** What the processes that are started with `environment` write about their event loops. */
export function watchLoopDelays() {
  const folder = mkdtempSync(join(tmpdir(), 'drover-loop-delays-'));
  return {
    environment: { NODE_OPTIONS: `--import ${program}`, BENCH_LOOP_DELAYS: folder },
    /** Of one process between two times in ms since 1970. */
    between(pid: number, begin: number, end: number): LoopDelay {
      const lines = readFileSync(join(folder, String(pid)), 'utf8')
        .trim()
        .split('\n');
      const within = lines
        .map((line) => line.split(' ').map(Number) as [at: number, longest: number, p99: number])
        .filter(([at]) => at >= begin && at <= end);
      return {
        longest: Math.max(...within.map(([, longest]) => longest)),
        p99: median(within.map(([, , p99]) => p99)),
      };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
