import { readdir, readFile } from 'node:fs/promises';
import { pollUntil } from '../lib/poll-until.ts';
import type { SentSignal } from './record.ts';

const POLL_MS = 25;
/** A killed process is gone at once, unless it waits for a device; nothing can be done about that one. */
const AFTER_KILL_MS = 1000;

/**
 * Ends a process group: SIGTERM, SIGKILL after `graceMs` to what is left. Waits until it is empty, not only
 * for its leader: a shell that ended may have left a child that ignores SIGTERM. `hurry` ends the grace.
 * Resolves to what was sent.
 */
export async function endProcessGroup(
  group: number,
  graceMs: number,
  hurry?: AbortSignal,
): Promise<SentSignal[]> {
  const sent: SentSignal[] = [];
  const send = (signal: 'SIGTERM' | 'SIGKILL'): boolean => {
    if (!signalGroup(group, signal)) return false;
    sent.push({ signal, at: new Date().toISOString() });
    return true;
  };
  if (!send('SIGTERM')) return sent;
  const gone = await pollUntil(
    async () => hurry?.aborted === true || !(await isAlive(group)),
    POLL_MS,
    graceMs,
  );
  if (gone && hurry?.aborted !== true) return sent;
  if (send('SIGKILL')) await pollUntil(async () => !(await isAlive(group)), POLL_MS, AFTER_KILL_MS);
  return sent;
}

/** False: there is no such group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Zombies that nobody collects (a container without an init) can be signalled for ever: they do not count. */
async function isAlive(group: number): Promise<boolean> {
  if (!signalGroup(group, 0)) return false;
  const pids = (await readdir('/proc').catch(() => null))?.filter((name) => /^\d+$/.test(name));
  if (pids === undefined) return true; // no /proc on this system
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(processGroup) === group && state !== 'Z' && state !== 'X') return true;
  }
  return false;
}
