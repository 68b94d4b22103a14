import type { BuildSummary } from '../state/build.ts';
import { buildId } from '../state/build.ts';
import { queueOfBuild } from '../state/index.ts';
import type { QueueContext } from './context.ts';
import { type Circumstances, type WaitingFor, waitingFor, waitingForGroup } from './waiting-for.ts';

export type WaitingBuild = BuildSummary & { waitingFor: WaitingFor };

type Context = Pick<QueueContext, 'state' | 'delivery'>;

/** Of which those that may be seen are looked for. */
const mostQueued = 1000;

/**
 * Queued builds, oldest first, each with the reason why it waits at this moment. `visible` says of the path of a folder
 * whether what lies there is to be told of; null: everything is.
 */
export async function listQueue(
  context: Context,
  limit: number,
  visible: ((folder: string) => boolean) | null = null,
): Promise<{ builds: WaitingBuild[]; total: number }> {
  const { state } = context;
  const [texts, total, circumstances] = await Promise.all([
    state.builds.listQueued(visible === null ? limit : mostQueued),
    state.builds.countQueued(),
    readCircumstances(context),
  ]);
  const queued = texts.map((text) => JSON.parse(text) as BuildSummary);
  const seen = visible === null ? queued : queued.filter(({ folder }) => visible(folder));
  const builds = await Promise.all(
    seen.slice(0, limit).map(async (build) => ({
      ...build,
      waitingFor: await whyItWaits(context, build, circumstances, visible === null),
    })),
  );
  return { builds, total: visible === null ? total : seen.length };
}

/** What the reasons of all builds are told by. */
export async function readCircumstances({ state, delivery }: Context): Promise<Circumstances> {
  const [workers, everHad, queues] = await Promise.all([
    state.workers.list(),
    state.workers.labelSets(),
    state.queues.list(),
  ]);
  const lengths = await delivery.lengths(queues.map(({ name }) => name));
  return {
    workers,
    everHad,
    queues: queues.map((queue, index) => ({ ...queue, waiting: lengths[index] ?? 0 })),
  };
}

/** The reason why a queued build waits at this moment. `naming`: which other builds hold its group. */
export async function whyItWaits(
  { state, delivery }: Context,
  build: BuildSummary,
  circumstances: Circumstances,
  naming = true,
): Promise<WaitingFor> {
  const id = buildId(build.job, build.number);
  const place = build.group === undefined ? null : await state.groups.placeOf(build.group, id);
  if (place !== null) {
    return waitingForGroup(
      naming ? place : { ...place, holders: unnamed(place.holders), lost: unnamed(place.lost) },
    );
  }
  const queue = queueOfBuild(build);
  return waitingFor(
    {
      queue,
      labels: build.runsOn,
      position: await delivery.position(queue, id),
      lostWorker: build.earlierAttempts?.at(-1)?.worker,
      resumes: build.resumes,
    },
    circumstances,
  );
}

const unnamed = (builds: readonly string[]): string[] => builds.map(() => 'another build');
