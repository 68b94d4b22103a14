import { formatBytes } from '../../lib/format-bytes.ts';
import type { Finding } from './finding.ts';

/** By `INFO memory`, null where Redis does not let us ask: a Redis that throws keys away when it is full loses builds without a word. */
export function memoryFinding(info: string | null): Finding {
  if (info === null) return { check: 'memory', ok: true, message: 'Redis does not tell this user' };
  const number = (field: string): number => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const [used, most] = [number('used_memory'), number('maxmemory')];
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1] ?? 'noeviction';
  const amount = `${formatBytes(used)} used${most === 0 ? '' : ` of ${formatBytes(most)}`}`;
  const fault = (message: string): Finding => ({
    check: 'memory',
    ok: false,
    message: `${amount}: ${message}`,
  });
  if (policy !== 'noeviction')
    return fault(`Redis throws keys away when it is full (${policy}): set maxmemory-policy noeviction`);
  if (most > 0 && used > 0.9 * most)
    return fault('Redis is nearly full, and then takes no builds: raise maxmemory, or keep fewer builds');
  return { check: 'memory', ok: true, message: amount };
}
