import { Redis } from 'ioredis';
import { pollUntil } from '../../lib/poll-until.ts';

/** A large append-only file takes a while to be written out. */
const endsWithinMs = 10_000;
const lookEveryMs = 20;

/**
 * Ends the Redis that a killed `drover up` left on this socket: two that write to one append-only file would ruin
 * it. Only for the holder of the data folder's lock: to nobody else is it certain that no living `up` uses it.
 */
export async function endLeftRedis(socket: string): Promise<void> {
  const pid = await pidBehind(socket);
  if (pid === null) return;
  signal(pid, 'SIGTERM');
  const isGone = async () => !signal(pid, 0);
  if (await pollUntil(isGone, lookEveryMs, endsWithinMs)) return;
  signal(pid, 'SIGKILL');
  await pollUntil(isGone, lookEveryMs, endsWithinMs);
}

/** Null when nobody answers there. */
async function pidBehind(socket: string): Promise<number | null> {
  const client = new Redis({
    path: socket,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
    connectTimeout: endsWithinMs,
    commandTimeout: endsWithinMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const pid = Number(/^process_id:(\d+)/m.exec(await client.info('server'))?.[1]);
    return Number.isInteger(pid) ? pid : null;
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}

/** False when there is no such process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
