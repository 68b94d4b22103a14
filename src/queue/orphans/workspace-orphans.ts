import type { QueueContext } from '../context.ts';
import type { Orphan } from './orphans.ts';

/** Longer than a worker that lives needs to let one go. */
const overdueMs = 10 * 60_000;

/** Notes of kept workspaces whose workers are gone for good, or whose next build is. Folders are tidied by workers. */
export async function workspaceOrphans({ state }: QueueContext): Promise<Orphan[]> {
  const { now, workspaces } = await state.workspaces.list();
  const takers = workspaces.flatMap(({ takenBy }) => takenBy ?? []);
  const underWay = await state.inventory.underWay(takers);
  return workspaces
    .filter(({ until, takenBy }) =>
      takenBy === undefined ? until + overdueMs < now : !underWay.has(takenBy),
    )
    .map((kept) => ({
      kind: 'workspace',
      message: `The workspace of ${kept.build} on worker ${kept.worker} is noted as kept, but ${kept.takenBy === undefined ? 'its time is over' : `${kept.takenBy}, which was to go on in it, has ended`}.`,
      mend: () => state.workspaces.drop(kept),
    }));
}
