import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';

/** What a worker tells of itself every few seconds. */
export interface WorkerHeartbeat {
  name: string;
  node: string;
  status: 'online' | 'paused' | 'draining';
  labels: string[];
  slots: number;
  busy: number;
  /** Ids of the builds that it runs. */
  builds: string[];
  /** Load average over a minute. */
  load: number;
  /** Bytes. */
  freeDisk: number;
  version: string;
  /** As it was some minutes ago; absent just after the start. */
  checkout?: CheckoutAbility;
}

/** What a worker can check repositories out with, and the copies of them on its node. */
export interface CheckoutAbility {
  /** Version of the git there; null when there is none. */
  readonly git: string | null;
  readonly mirrors: number;
  readonly bytes: number;
  /** Above this those not used for longest are removed. */
  readonly mostBytes: number;
}

export interface WorkerView extends Omit<WorkerHeartbeat, 'status'> {
  /** `offline`: no heartbeat for 15 s. */
  status: WorkerHeartbeat['status'] | 'offline';
  /** Last heartbeat, by Redis's clock; ISO 8601 UTC. */
  seenAt: string;
}

export type WorkerAction = 'pause' | 'resume' | 'drain';

export interface Workers {
  heartbeat(heartbeat: WorkerHeartbeat): Promise<void>;
  /** All that were ever seen and not forgotten, by name. */
  list(): Promise<WorkerView[]>;
  forget(name: string): Promise<void>;
  /** Tells the worker, and resolves to what it was at this moment. Throws WORKER_NOT_FOUND. */
  order(name: string, action: WorkerAction): Promise<WorkerView>;
}

const lifeSeconds = 15;

export function createWorkers({ redis, prefix, keys, scripts }: StateContext): Workers {
  return {
    async heartbeat(heartbeat) {
      const { name } = heartbeat;
      await scripts.run(
        'heartbeat',
        [keys.workers(), keys.worker(name), keys.labelSets()],
        [prefix, name, JSON.stringify(heartbeat), lifeSeconds, heartbeat.labels.toSorted().join('+')],
      );
    },

    list,

    async forget(name) {
      const gone = JSON.stringify({ gone: name });
      await redis
        .multi()
        .hdel(keys.workers(), name)
        .del(keys.worker(name))
        .publish(keys.heartbeatChannel(), gone)
        .exec();
    },

    async order(name, action) {
      const worker = (await list()).find((one) => one.name === name);
      if (worker === undefined) throw new DroverError('WORKER_NOT_FOUND', { worker: name });
      await redis.publish(keys.controlChannel(), JSON.stringify({ worker: name, action }));
      return worker;
    },
  };

  async function list(): Promise<WorkerView[]> {
    const known = Object.entries(await redis.hgetall(keys.workers())).sort(([a], [b]) => (a < b ? -1 : 1));
    if (known.length === 0) return [];
    const alive = await redis.mget(known.map(([name]) => keys.worker(name)));
    return known.flatMap(([name, lastBeat], index) => viewOf(name, alive[index] ?? null, lastBeat));
  }
}

/** A message of the channel of heartbeats: a worker lives, or has signed off. Null for anything else. */
export function readHeartbeat(text: string): WorkerView | { readonly gone: string } | null {
  const gone = /^\{"gone":"([^"]+)"\}$/.exec(text)?.[1];
  if (gone !== undefined) return { gone };
  const beat = readBeat(text);
  return beat === null ? null : (viewOf(beat.name, text, text)[0] ?? null);
}

/** Of a worker as it told of itself; `alive` is null when that is too long ago. None for what is no heartbeat. */
export function viewOf(name: string, alive: string | null, lastBeat: string): WorkerView[] {
  const beat = readBeat(alive) ?? readBeat(lastBeat);
  if (beat === null) return [];
  const { firstSeenMs: _first, seenMs, ...rest } = beat;
  const seenAt = new Date(seenMs).toISOString();
  if (alive !== null) return [{ ...rest, name, seenAt }];
  return [{ ...rest, name, status: 'offline', busy: 0, builds: [], seenAt }];
}

/** Null for what is no heartbeat, so that one damaged entry does not hide the other workers. */
function readBeat(text: string | null): (WorkerHeartbeat & { firstSeenMs?: number; seenMs: number }) | null {
  try {
    const beat = JSON.parse(text ?? '') as (WorkerHeartbeat & { seenMs: number }) | null;
    return Array.isArray(beat?.labels) && Number.isSafeInteger(beat.seenMs) ? beat : null;
  } catch {
    return null;
  }
}
