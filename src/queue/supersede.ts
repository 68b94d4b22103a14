import { parseBuildId } from '../state/build-id.ts';
import { cancelBuild } from './cancel.ts';
import type { QueueContext } from './context.ts';

/**
 * Ends builds that a newer one of their group takes the place of. Who it was is noted with each already, by the script
 * that accepted the newer one: should this be cut off, their workers find it there.
 */
export async function endSuperseded(context: QueueContext, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { job, number } = parseBuildId(id);
    const request = await context.state.builds.cancelRequestOf(id);
    // One that has ended meanwhile is as well.
    if (request !== null) await cancelBuild(context, job, number, request).catch(() => {});
  }
}
