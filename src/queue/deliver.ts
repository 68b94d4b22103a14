import { type BuildDocument, buildId } from '../state/build.ts';
import { queueOfBuild } from '../state/index.ts';
import type { QueueContext } from './context.ts';

/** Offers an accepted build to the workers, where its turn is, and notes that this is done. Doing it twice changes nothing. */
export async function deliverBuild(
  { state, delivery }: Pick<QueueContext, 'state' | 'delivery'>,
  build: Pick<BuildDocument, 'job' | 'number' | 'runsOn' | 'resumes' | 'priority' | 'moved'>,
): Promise<void> {
  const id = buildId(build.job, build.number);
  await delivery.offer(queueOfBuild(build), id, build.priority);
  if (build.moved !== undefined) await state.builds.takeTurn(id);
  await state.builds.delivered(id);
}

/** The same for one that was accepted just now: its note may wait for others. */
export async function deliverAccepted(
  { state, delivery }: Pick<QueueContext, 'state' | 'delivery'>,
  build: BuildDocument,
): Promise<void> {
  await delivery.offer(queueOfBuild(build), buildId(build.job, build.number), build.priority);
  state.builds.noteDelivered(build);
}
