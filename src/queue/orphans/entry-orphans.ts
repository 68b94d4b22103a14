import { queueOfBuild } from '../../state/index.ts';
import type { QueueContext } from '../context.ts';
import type { Orphan } from './orphans.ts';

/** Entries of the queue library whose builds do not wait, and builds that wait without an entry. */
export async function entryOrphans(context: QueueContext): Promise<Orphan[]> {
  const { state, delivery } = context;
  const found: Orphan[] = [];
  for (const { name } of await state.queues.list()) {
    for (const id of await delivery.waiting(name))
      if (await isSuperfluous(context, name, id))
        found.push({
          kind: 'entry',
          message: `The queue ${name} offers ${id}, which does not wait there.`,
          mend: async () => {
            if (!(await isSuperfluous(context, name, id))) return false;
            await delivery.withdraw(name, id);
            return true;
          },
        });
  }
  for (const id of await state.builds.queuedIds())
    if (await isForgotten(context, id))
      found.push({
        kind: 'entry',
        message: `Build ${id} is queued, but no queue offers it.`,
        mend: async () => {
          if (!(await isForgotten(context, id))) return false;
          await state.inventory.redeliver(id);
          return true;
        },
      });
  return found;
}

/** Taken in this moment or not there any more: then its claim or its end removes the entry. */
async function isSuperfluous({ state, delivery }: QueueContext, queue: string, id: string): Promise<boolean> {
  const build = await state.builds.find(id);
  if (build?.status === 'queued' && queueOfBuild(build) === queue) return false;
  return (await delivery.position(queue, id)) !== null;
}

/** The end of each way into the queue is looked at first, so that a build on its way is seen somewhere. */
async function isForgotten({ state, delivery }: QueueContext, id: string): Promise<boolean> {
  const build = await state.builds.find(id);
  if (build?.status !== 'queued') return false;
  if (build.group !== undefined && (await state.groups.isWaiting(build.group, id))) return false;
  if (await state.builds.isUndelivered(id)) return false;
  if (await delivery.has(queueOfBuild(build), id)) return false;
  return (await state.builds.find(id))?.status === 'queued';
}
