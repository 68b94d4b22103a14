import type { BuildSummary } from '../state/build.ts';
import { buildId } from '../state/build.ts';
import { queueNameOf } from '../state/index.ts';
import type { QueueContext } from './context.ts';
import { type WaitingFor, waitingFor } from './waiting-for.ts';

export type WaitingBuild = BuildSummary & { waitingFor: WaitingFor };

/** Queued builds, oldest first, each with the reason why it waits at this moment. */
export async function listQueue(
  { state, delivery }: Pick<QueueContext, 'state' | 'delivery'>,
  limit: number,
): Promise<{ builds: WaitingBuild[]; total: number }> {
  const [texts, total, workers] = await Promise.all([
    state.builds.listQueued(limit),
    state.builds.countQueued(),
    state.workers.list(),
  ]);
  const builds = await Promise.all(
    texts.map(async (text) => {
      const build = JSON.parse(text) as BuildSummary;
      const position = await delivery.position(queueNameOf(build.runsOn), buildId(build.job, build.number));
      const lost = build.earlierAttempts?.at(-1)?.worker ?? null;
      return { ...build, waitingFor: waitingFor(build.runsOn, position, workers, lost) };
    }),
  );
  return { builds, total };
}
