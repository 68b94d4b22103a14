import { pino } from 'pino';
import type { Config } from '../../config/index.ts';

/**
 * The log of a process on standard error: a plain line an entry on a terminal, else JSON. Synchronous, so
 * that the last words before an exit are not lost.
 */
export function createLogger(config: Pick<Config, 'logLevel'>, role: string) {
  const base = { level: config.logLevel, base: { role, pid: process.pid } };
  if (!process.stderr.isTTY) return pino(base, pino.destination({ dest: 2, sync: true }));
  return pino(base, { write: (line) => void process.stderr.write(readable(line)) });
}

const levels: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning: ',
  50: 'error: ',
  60: 'fatal: ',
};

interface Entry {
  level: number;
  time: number;
  role: string;
  pid: number;
  msg: string;
  err?: { message: string };
}

function readable(line: string): string {
  const { level, time, role, pid: _pid, msg, err, ...details } = JSON.parse(line) as Entry;
  const fault = err === undefined ? '' : ` (${err.message})`;
  const more = Object.entries(details).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = new Date(time).toISOString().slice(11, 19);
  return `${clock} ${role}: ${levels[level] ?? ''}${msg}${fault}${more.join('')}\n`;
}
