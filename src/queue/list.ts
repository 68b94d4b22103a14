import type { BuildSummary } from '../state/build.ts';
import { buildId } from '../state/build.ts';
import { queueNameOf } from '../state/index.ts';
import type { QueueContext } from './context.ts';
import { type WaitingFor, type WorkerView, waitingFor, waitingForGroup } from './waiting-for.ts';

export type WaitingBuild = BuildSummary & { waitingFor: WaitingFor };

type Context = Pick<QueueContext, 'state' | 'delivery'>;

/** Queued builds, oldest first, each with the reason why it waits at this moment. */
export async function listQueue(
  context: Context,
  limit: number,
): Promise<{ builds: WaitingBuild[]; total: number }> {
  const { state } = context;
  const [texts, total, workers] = await Promise.all([
    state.builds.listQueued(limit),
    state.builds.countQueued(),
    state.workers.list(),
  ]);
  const builds = await Promise.all(
    texts.map(async (text) => {
      const build = JSON.parse(text) as BuildSummary;
      return { ...build, waitingFor: await whyItWaits(context, build, workers) };
    }),
  );
  return { builds, total };
}

/** The reason why a queued build waits at this moment. */
export async function whyItWaits(
  { state, delivery }: Context,
  build: BuildSummary,
  workers: readonly WorkerView[],
): Promise<WaitingFor> {
  const id = buildId(build.job, build.number);
  const place = build.group === undefined ? null : await state.groups.placeOf(build.group, id);
  if (place !== null) return waitingForGroup(place);
  const position = await delivery.position(queueNameOf(build.runsOn), id);
  return waitingFor(build.runsOn, position, workers, build.earlierAttempts?.at(-1)?.worker ?? null);
}
