import type { BuildDocument } from '../state/build.ts';
import type { QueueMove } from '../state/move-build.ts';
import type { QueueContext } from './context.ts';
import { deliverBuild } from './deliver.ts';

/**
 * Gives a queued build another place among those that wait, whatever they wait for: before all of them, or by another
 * priority. Throws BUILD_NOT_FOUND, BUILD_NOT_QUEUED.
 */
export async function moveBuild(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  job: string,
  number: number,
  { to, by }: { to: QueueMove; by: string },
): Promise<BuildDocument> {
  const { build, undelivered } = await context.state.builds.move(job, number, to, by);
  // Whoever accepted it may be about to offer it by the old priority: whoever comes second changes nothing.
  if (undelivered) await deliverBuild(context, build).catch(() => {});
  return build;
}
