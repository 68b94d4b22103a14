import type { GroupPlace } from '../state/groups.ts';
import { satisfies } from './label-set.ts';

/** Holders of a group that are named. */
const mostHolders = 3;

/** Why a queued build has not started, for people and programs. */
export interface WaitingFor {
  readonly kind: 'group' | 'delivery' | 'workers' | 'labels' | 'paused' | 'slots';
  readonly message: string;
  /** Builds ahead of it in its queue; absent when that does not matter. */
  readonly position?: number;
}

export interface WorkerView {
  readonly status: 'online' | 'offline' | 'paused' | 'draining';
  readonly labels: readonly string[];
  readonly slots: number;
  readonly busy: number;
}

/** A build that has no place in its group yet waits for that before all else. */
export function waitingForGroup({ group, limit, holders, ahead }: GroupPlace): WaitingFor {
  const name = group.startsWith('job:') ? 'Its job' : `Group ${group}`;
  const shown = holders.slice(0, mostHolders).join(', ');
  const more = holders.length > mostHolders ? ` and ${holders.length - mostHolders} more` : '';
  const place = ahead === 0 ? 'it is next' : `${ahead} ${ahead === 1 ? 'build is' : 'builds are'} ahead`;
  return {
    kind: 'group',
    message: `${name} runs ${limit} at a time: ${shown}${more} ${holders.length === 1 ? 'has' : 'have'} the place${holders.length === 1 ? '' : 's'}; ${place}.`,
    position: ahead,
  };
}

/** The first of these that holds: nobody could run it, nobody may, nobody is free, it is its turn. */
export function waitingFor(
  labels: readonly string[],
  position: number | null,
  workers: readonly WorkerView[],
  lostWorker: string | null = null,
): WaitingFor {
  const online = workers.filter((worker) => worker.status !== 'offline');
  const matching = online.filter((worker) => satisfies(new Set(worker.labels), labels));
  const named = labels.join(', ');
  if (online.length === 0) return { kind: 'workers', message: 'No worker is online.' };
  if (matching.length === 0) {
    const known = workers.some((worker) => satisfies(new Set(worker.labels), labels));
    return {
      kind: 'labels',
      message: known
        ? `No worker with the labels ${named} is online.`
        : `No worker has ever had the labels ${named}: check runsOn, or start one with --labels ${labels.join(',')}.`,
    };
  }
  const open = matching.filter((worker) => worker.status === 'online');
  if (open.length === 0) {
    return { kind: 'paused', message: 'Every worker that could run it is paused or draining.' };
  }
  if (position === null) {
    const message =
      lostWorker === null
        ? 'It is being handed to the workers.'
        : `Worker ${lostWorker} was lost: the next attempt begins when that one has surely ended this one.`;
    return { kind: 'delivery', message };
  }
  const slots = open.reduce((sum, worker) => sum + worker.slots, 0);
  const free = open.reduce((sum, worker) => sum + Math.max(0, worker.slots - worker.busy), 0);
  if (free > position) return { kind: 'delivery', message: 'It is next: a worker is taking it.', position };
  const ahead =
    position === 0 ? 'it is next' : `${position} ${position === 1 ? 'build is' : 'builds are'} ahead`;
  return { kind: 'slots', message: `All ${slots} slots are busy; ${ahead}.`, position };
}
