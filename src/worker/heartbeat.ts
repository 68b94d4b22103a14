import { statfs } from 'node:fs/promises';
import { hostname, loadavg } from 'node:os';
import { repeat } from '../lib/repeat.ts';
import type { WorkerHeartbeat } from '../state/index.ts';
import type { WorkerContext } from './context.ts';

export const heartbeatEveryMs = 5_000;

export interface WorkerStatus {
  readonly mode: 'online' | 'paused' | 'draining';
  readonly busy: number;
  readonly builds: string[];
}

/** Says every 5 s, idle or busy, that this worker lives and what it does; at once when `beat` is called. */
export function startHeartbeat(context: WorkerContext, status: () => WorkerStatus) {
  const beat = async () => context.state.workers.heartbeat(await measure(context, status()));
  const stop = repeat(heartbeatEveryMs, beat, (err) => context.log.warn({ err }, 'heartbeat failed'));
  return { beat, stop };
}

async function measure(
  { identity, settings, checkouts }: WorkerContext,
  status: WorkerStatus,
): Promise<WorkerHeartbeat> {
  const disk = await statfs(settings.workspacesFolder).catch(() => null);
  return {
    name: identity.name,
    node: hostname(),
    status: status.mode,
    labels: [...identity.labels],
    slots: settings.slots,
    busy: status.busy,
    builds: status.builds,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    freeDisk: disk === null ? 0 : disk.bavail * disk.bsize,
    version: identity.version,
    ...(checkouts.ability === null ? {} : { checkout: checkouts.ability }),
  };
}
