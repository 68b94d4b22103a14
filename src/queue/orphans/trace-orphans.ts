import { isFinished } from '../../state/build.ts';
import type { Traces } from '../../state/inventory.ts';
import type { QueueContext } from '../context.ts';
import { deliverBuild } from '../deliver.ts';
import type { Orphan } from './orphans.ts';

/** Keys below `drover:` of builds that have ended or do not exist. */
export async function traceOrphans(context: QueueContext): Promise<Orphan[]> {
  const { inventory, builds } = context.state;
  const left = (await inventory.traces()).filter(isOver);
  // Ended between the two looks: the script that ends a build removes all of it at once.
  const still = new Set((await inventory.traces()).filter(isOver).map(({ id }) => id));
  return left
    .filter(({ id }) => still.has(id))
    .map((traces) => ({
      kind: 'keys',
      message: `${traces.keys.join(', ')} ${traces.keys.length === 1 ? 'has' : 'have'} ${traces.id}, which ${traces.status === null ? 'does not exist' : 'has ended'}.`,
      mend: async () => {
        const admitted = await inventory.clear(traces);
        for (const id of admitted ?? []) {
          const build = await builds.find(id);
          if (build !== null) await deliverBuild(context, build);
        }
        return admitted !== null;
      },
    }));
}

const isOver = ({ status }: Traces): boolean => status === null || isFinished(status);
