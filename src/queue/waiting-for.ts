import type { QueueOfBuilds } from '../state/queues.ts';
import type { GroupPlace } from '../state/waiting.ts';
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
  readonly name: string;
  readonly status: 'online' | 'offline' | 'paused' | 'draining';
  readonly labels: readonly string[];
  readonly slots: number;
  readonly busy: number;
}

/** How things stand for all that wait. */
export interface Circumstances {
  readonly workers: readonly WorkerView[];
  /** And how many builds wait in each. */
  readonly queues: readonly (QueueOfBuilds & { readonly waiting: number })[];
  /** Label sets of all workers that there ever were. */
  readonly everHad: readonly (readonly string[])[];
}

/** What decides who may take a build, and when. */
export interface Waiting {
  readonly queue: string;
  readonly labels: readonly string[];
  /** Builds ahead of it in its queue; null when it is not there. */
  readonly position: number | null;
  /** The worker of its last attempt, which was lost and has not surely ended it yet. */
  readonly lostWorker?: string | null | undefined;
  /** The worker that keeps the workspace in which it is to go on, and the build that left it. */
  readonly resumes?: { readonly worker: string; readonly build: string } | undefined;
}

/** A build that has no place in its group yet waits for that before all else. */
export function waitingForGroup({ group, limit, holders, lost, ahead }: GroupPlace): WaitingFor {
  const name = group.startsWith('job:') ? 'Its job' : `Group ${group}`;
  const shown = holders.slice(0, mostHolders).join(', ');
  const more = holders.length > mostHolders ? ` and ${holders.length - mostHolders} more` : '';
  const place = ahead === 0 ? 'it is next' : aheadText(ahead);
  return {
    kind: 'group',
    message: `${name} runs ${limit} at a time: ${shown}${more} ${holders.length === 1 ? 'has' : 'have'} the place${holders.length === 1 ? '' : 's'}; ${place}.${lostText(lost)}`,
    position: ahead,
  };
}

function lostText(lost: GroupPlace['lost']): string {
  const [first] = lost;
  if (first === undefined) return '';
  const more = lost.length > 1 ? ` and ${lost.length - 1} more` : '';
  return ` The worker of ${first}${more} was lost: the place is free when that one has surely ended its processes.`;
}

/** The first of these that holds: nobody could run it, nobody may, nobody is free, it is its turn. */
export function waitingFor(build: Waiting, circumstances: Circumstances): WaitingFor {
  const able = circumstances.workers.filter((worker) => mayTake(worker, build));
  const online = able.filter(({ status }) => status !== 'offline');
  if (online.length === 0) return nobody(build, circumstances);
  const open = online.filter(({ status }) => status === 'online');
  if (open.length === 0) return { kind: 'paused', message: closedText(build) };
  const { position } = build;
  if (position === null) return { kind: 'delivery', message: deliveryText(build) };
  const slots = open.reduce((sum, worker) => sum + worker.slots, 0);
  const free = open.reduce((sum, worker) => sum + Math.max(0, worker.slots - worker.busy), 0);
  const others = waitingElsewhere(build, open, circumstances);
  if (free > position + others)
    return { kind: 'delivery', message: 'It is next: a worker is taking it.', position };
  return { kind: 'slots', message: `${busyText(slots, free)}; ${placeText(position, others)}.`, position };
}

const mayTake = (worker: WorkerView, { labels, resumes }: Pick<Waiting, 'labels' | 'resumes'>): boolean =>
  resumes === undefined ? satisfies(new Set(worker.labels), labels) : worker.name === resumes.worker;

function nobody({ labels, resumes }: Waiting, { workers, everHad }: Circumstances): WaitingFor {
  if (resumes !== undefined)
    return {
      kind: 'workers',
      message: `Worker ${resumes.worker}, which keeps the workspace of ${resumes.build}, is not online.`,
    };
  if (workers.every(({ status }) => status === 'offline'))
    return { kind: 'workers', message: 'No worker is online.' };
  const named = labels.join(', ');
  const known = [...everHad, ...workers.map((worker) => worker.labels)];
  return {
    kind: 'labels',
    message: known.some((set) => satisfies(new Set(set), labels))
      ? `No worker with the labels ${named} is online.`
      : `No worker has ever had the labels ${named}: check runsOn, or start one with --labels ${labels.join(',')}.`,
  };
}

const closedText = ({ resumes }: Waiting): string =>
  resumes === undefined
    ? 'Every worker that could run it is paused or draining.'
    : `Worker ${resumes.worker}, which keeps the workspace of ${resumes.build}, is paused or draining.`;

const deliveryText = ({ lostWorker }: Waiting): string =>
  lostWorker
    ? `Worker ${lostWorker} was lost: the next attempt begins when that one has surely ended this one.`
    : 'It is being handed to the workers.';

function busyText(slots: number, free: number): string {
  if (free > 0) return `${slots - free} of ${slots} slots are busy`;
  return slots === 1 ? 'The only slot is busy' : `All ${slots} slots are busy`;
}

/** Builds of other queues that the same workers may take first. */
function waitingElsewhere(
  build: Waiting,
  open: readonly WorkerView[],
  { queues }: Pick<Circumstances, 'queues'>,
): number {
  const shared = queues.filter(
    ({ name, labels, worker }) =>
      name !== build.queue &&
      open.some((one) =>
        worker === undefined ? satisfies(new Set(one.labels), labels) : one.name === worker,
      ),
  );
  return shared.reduce((sum, { waiting }) => sum + waiting, 0);
}

function placeText(position: number, others: number): string {
  if (others === 0) return position === 0 ? 'it is next' : aheadText(position);
  const most = position + others;
  return `at most ${most} ${most === 1 ? 'build is' : 'builds are'} ahead`;
}

const aheadText = (count: number): string => `${count} ${count === 1 ? 'build is' : 'builds are'} ahead`;
