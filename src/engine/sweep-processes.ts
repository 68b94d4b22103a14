import { pollUntil } from '../lib/poll-until.ts';
import { findProcesses, type PidRange } from './find-processes.ts';
import type { LeftProcess } from './record.ts';

const POLL_MS = 50;
const AFTER_KILL_MS = 1000;
/** What is ended can have made another in the meantime; one that does so for ever is given up and recorded. */
const KILL_ROUNDS = 5;

export interface SweepOptions {
  /** The value of CI_PROCESS_COOKIE; ending in `.`: the beginning of it. */
  cookie: string;
  /** Where to look; everywhere when absent. */
  within?: PidRange | null;
  graceMs: number;
  hurry?: AbortSignal | undefined;
}

/**
 * Ends the processes that carry the cookie in their environment, wherever they moved to: SIGTERM,
 * SIGKILL after the grace. Returns what was found. Nowhere but on Linux are there any to find.
 */
export async function sweepProcesses({
  cookie,
  within,
  graceMs,
  hurry,
}: SweepOptions): Promise<LeftProcess[]> {
  const left = new Map<number, LeftProcess>();
  const look = async () => {
    const found = await findProcesses(cookie, left.size === 0 ? within : null);
    for (const [pid, command] of found) {
      if (!left.has(pid)) left.set(pid, { pid, command, signals: [], survived: false });
    }
    return [...found.keys()].map((pid) => left.get(pid) as LeftProcess);
  };
  const allGone = async () => {
    const found = await look();
    for (const one of found) if (one.signals.length === 0) send(one, 'SIGTERM');
    return found.length === 0 || hurry?.aborted === true;
  };
  if ((await allGone()) && left.size === 0) return [];
  await pollUntil(allGone, POLL_MS, graceMs);
  let found = await look();
  for (let round = 0; found.length > 0 && round < KILL_ROUNDS; round += 1) {
    for (const one of found) send(one, 'SIGKILL');
    await pollUntil(async () => (await look()).length === 0, POLL_MS, AFTER_KILL_MS / KILL_ROUNDS);
    found = await look();
  }
  for (const one of found) one.survived = true;
  return [...left.values()];
}

function send(one: LeftProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(one.pid, signal);
  } catch {
    return; // it ended in this moment
  }
  if (!one.signals.includes(signal)) one.signals.push(signal);
}
