import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** Processes that lie between these two, both included, in the order in which pids are given out. */
export interface PidRange {
  first: number;
  last: number;
}

/** The event loop gets a turn after so many processes; one takes about 15 µs. */
const BATCH = 32;
/** A process in the midst of `exec` shows an empty environment for some microseconds: look again. */
const EXEC_LOOKS = 3;
const EXEC_MS = 2;
/** On a machine that forks without end the look must end all the same. */
const CATCH_UP_ROUNDS = 4;
const cookieEntry = 'CI_PROCESS_COOKIE=';

/** Linux gives a new process at most 2 MiB of environment with the usual limits. */
const buffer = Buffer.allocUnsafeSlow(2 * 1024 * 1024);

/** The last pid that this system gave out; null where it does not tell. */
export function lastPid(): number | null {
  const text = readProc('loadavg');
  const last = Number(text?.trim().split(' ').at(-1));
  return Number.isInteger(last) && last > 0 ? last : null;
}

/**
 * Living processes with `CI_PROCESS_COOKIE=<cookie>` in their environment, with their command lines. A
 * cookie that ends in `.` matches every value that begins with it.
 */
export async function findProcesses(cookie: string, within?: PidRange | null): Promise<Map<number, string>> {
  const wanted = Buffer.from(`\0${cookieEntry}${cookie}${cookie.endsWith('.') ? '' : '\0'}`);
  const found = new Map<number, string>();
  let seen = within?.last ?? lastPid();
  await look(within ? pidsBetween(within) : allPids(), wanted, found);
  // One that forks and ends during the look leaves a child that the look did not know of.
  for (let round = 0; round < CATCH_UP_ROUNDS; round += 1) {
    const last = lastPid();
    if (last === seen || last === null || seen === null) break;
    await look(last > seen ? pidsBetween({ first: seen + 1, last }) : allPids(), wanted, found);
    seen = last;
  }
  found.delete(process.pid);
  return found;
}

/** The value of `CI_PROCESS_COOKIE` in the environment of a process; null when it has none, or is gone. */
export function cookieOf(pid: number): string | null {
  const entries = readProc(`${pid}/environ`)?.split('\0') ?? [];
  return entries.find((entry) => entry.startsWith(cookieEntry))?.slice(cookieEntry.length) ?? null;
}

async function look(pids: Iterable<number>, wanted: Buffer, found: Map<number, string>): Promise<void> {
  let checked = 0;
  for (const pid of pids) {
    if (!found.has(pid) && (await hasEntry(pid, wanted))) {
      const command = commandOf(pid);
      // Without a name it has ended in this moment, or is in the midst of `exec`.
      if (command !== '' || isStarting(pid)) found.set(pid, command);
    }
    checked += 1;
    if (checked % BATCH === 0) await setImmediate();
  }
}

async function hasEntry(pid: number, wanted: Buffer): Promise<boolean> {
  for (let look = 0; look < EXEC_LOOKS; look += 1) {
    const length = readEnvironment(pid);
    if (length > 0) return buffer.subarray(0, length + 2).includes(wanted) && isProcess(pid);
    if (length < 0 || !isStarting(pid)) return false;
    await setTimeout(EXEC_MS);
  }
  return false;
}

/**
 * Reads into `buffer`, with a NUL before and after so that an entry is always found between two. Returns
 * the bytes read; -1: there is no such process, or not for us.
 */
function readEnvironment(pid: number): number {
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/environ`, 'r');
  } catch {
    return -1;
  }
  try {
    buffer[0] = 0;
    const length = readSync(fd, buffer, 1, buffer.length - 2, 0);
    buffer[length + 1] = 0;
    return length;
  } catch {
    return -1;
  } finally {
    closeSync(fd);
  }
}

/** Neither a zombie nor a thread of the kernel, though it shows no environment. */
function isStarting(pid: number): boolean {
  const stat = readProc(`${pid}/stat`);
  if (stat === null) return false;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, virtualBytes] = [fields[0], fields[20]];
  return state !== 'Z' && state !== 'X' && virtualBytes !== '0';
}

/** /proc also answers to the number of a thread; the process itself comes with its own number. */
function isProcess(pid: number): boolean {
  return readProc(`${pid}/status`)?.includes(`\nTgid:\t${pid}\n`) === true;
}

function commandOf(pid: number): string {
  return (readProc(`${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

function* pidsBetween({ first, last }: PidRange): Generator<number> {
  for (let pid = first; pid <= last; pid += 1) yield pid;
}

function allPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // no /proc on this system
  }
}

function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return null;
  }
}
