import { parseBuildId } from './build-id.ts';
import type { StateContext } from './context.ts';
import { type QueueOfBuilds, queueNamed } from './queues.ts';
import { viewOf, type WorkerView } from './workers.ts';

/** What waits at one moment, and all that says why. */
export interface WaitingView {
  /** Queued builds, also those that are not listed. */
  readonly total: number;
  /** By name; `busy` is how many builds each has a lease on at this moment. */
  readonly workers: readonly WorkerView[];
  /** The labels of all workers that there ever were, each combination once. */
  readonly everHad: readonly (readonly string[])[];
  /** And how many builds wait in each. */
  readonly queues: readonly (QueueOfBuilds & { readonly waiting: number })[];
  /** In the order of their turn: those moved to the front, higher priorities, earlier ones. */
  readonly builds: readonly WaitingPlace[];
}

export interface WaitingPlace {
  readonly id: string;
  readonly queue: string;
  /** Builds ahead of it in its queue; null when it is not there. */
  readonly position: number | null;
  /** It is not offered before the worker of its last attempt, which was lost, has surely ended it. */
  readonly heldBack: boolean;
  /** Null when it does not wait for a group. */
  readonly group: GroupPlace | null;
}

/** Where a build stands that waits for a place in its group. */
export interface GroupPlace {
  readonly group: string;
  readonly limit: number;
  /** Builds that hold a place, as `<job> #<number>`. */
  readonly holders: readonly string[];
  /** Those of them that have ended with the loss of their worker, which may still be ending their processes. */
  readonly lost: readonly string[];
  /** Builds of the group that get a place before it. */
  readonly ahead: number;
}

export interface Waiting {
  /** Those whose turn comes first, 1000 at most, or of these those that wait. */
  read(which: { readonly limit: number } | { readonly ids: readonly string[] }): Promise<WaitingView>;
}

type Answer = [
  total: number,
  workers: [name: string, lastBeat: string, alive: string, busy: number][],
  labelSets: string[],
  queues: [name: string, waiting: number][],
  groups: [name: string, limit: number, holders: string[], held: string[]][],
  builds: [id: string, queue: string, position: number, heldBack: number, group: string, ahead: number][],
];

export function createWaiting({ prefix, keys, scripts }: StateContext): Waiting {
  return {
    async read(which) {
      const answer = await scripts.run(
        'read_queue',
        [
          keys.queued(),
          keys.queues(),
          keys.groupLimits(),
          keys.workers(),
          keys.labelSets(),
          keys.running(),
          keys.groupHeld(),
          keys.undelivered(),
        ],
        [prefix, ...('limit' in which ? [which.limit] : ['', ...which.ids])],
      );
      const [total, workers, labelSets, queues, groups, builds] = answer as unknown as Answer;
      const known = new Map(
        groups.map(([group, limit, holders, lost]) => [
          group,
          { group, limit, holders: holders.map(nameOf), lost: lost.map(nameOf) },
        ]),
      );
      const placeIn = (name: string, ahead: number): GroupPlace | null => {
        const group = known.get(name);
        return group === undefined || ahead < 0 ? null : { ...group, ahead };
      };
      return {
        total,
        workers: workers
          .flatMap(([name, lastBeat, alive, busy]) =>
            viewOf(name, alive === '' ? null : alive, lastBeat).map((view) => ({ ...view, busy })),
          )
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
        everHad: labelSets.map((set) => set.split('+')),
        queues: queues.map(([name, waiting]) => ({ ...queueNamed(name), waiting })),
        builds: builds.map(([id, queue, position, heldBack, group, ahead]) => ({
          id,
          queue,
          position: position < 0 ? null : position,
          heldBack: heldBack === 1,
          group: placeIn(group, ahead),
        })),
      };
    },
  };
}

function nameOf(id: string): string {
  const { job, number } = parseBuildId(id);
  return `${job} #${number}`;
}
