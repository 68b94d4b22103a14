import { buildId, isFinished } from '../../state/build.ts';
import { queueOfBuild } from '../../state/index.ts';
import type { DocumentHead, StoredNumbers } from '../../state/inventory.ts';
import type { QueueContext } from '../context.ts';
import { finishStateless } from '../finish.ts';
import type { Orphan } from './orphans.ts';

/** Documents without a job, lists that do not agree with the documents, and builds that nothing in Redis will ever end. */
export async function documentOrphans(context: QueueContext): Promise<Orphan[]> {
  const jobs = await context.state.inventory.numbers();
  return [...jobs.flatMap((job) => ofJob(context, job)), ...(await stateless(context, jobs))];
}

function ofJob({ state }: QueueContext, { job, documents, listed, jobExists }: StoredNumbers): Orphan[] {
  if (!jobExists)
    return documents.map((number) => ({
      kind: 'document',
      message: `The document job_${job}_${number} belongs to no job.`,
      mend: async () => {
        await state.inventory.dropDocument(job, number);
        return true;
      },
    }));
  const [there, named] = [new Set(documents), new Set(listed)];
  const unlisted = documents.filter((number) => !named.has(number));
  const missing = listed.filter((number) => !there.has(number));
  if (unlisted.length === 0 && missing.length === 0) return [];
  const faults = [
    ...(missing.length === 0 ? [] : [`names ${missing.join(', ')} without a document`]),
    ...(unlisted.length === 0 ? [] : [`lacks ${unlisted.join(', ')}`]),
  ];
  return [
    {
      kind: 'list',
      message: `The list job_${job}_recent ${faults.join(' and ')}.`,
      mend: () => state.inventory.mendList(job, documents),
    },
  ];
}

async function stateless(context: QueueContext, jobs: readonly StoredNumbers[]): Promise<Orphan[]> {
  const { inventory, builds } = context.state;
  const ids = jobs.flatMap(({ job, documents }) => documents.map((number) => buildId(job, number)));
  const open = (heads: ReadonlyMap<string, DocumentHead>): string[] =>
    [...heads].flatMap(([id, { status }]) => (isFinished(status) ? [] : [id]));
  const unfinished = open(await inventory.heads(ids));
  const underWay = await inventory.underWay(unfinished);
  // One that ended between the two looks says so in its document by now.
  const lost = open(await inventory.heads(unfinished.filter((id) => !underWay.has(id))));
  return lost.map((id) => ({
    kind: 'document',
    message: `Build ${id} is said to be under way, but Redis knows nothing else of it.`,
    mend: async () => {
      const build = await builds.find(id);
      if (build === null || !(await finishStateless(context, build))) return false;
      await context.delivery.withdraw(queueOfBuild(build), id);
      return true;
    },
  }));
}
