import type { BuildDocument } from '../state/build.ts';
import { completeJournal } from './complete-journal.ts';
import type { QueueContext } from './context.ts';
import type { Retention } from './finish.ts';

const dayMs = 86_400_000;

/** Removes what a job's retention no longer keeps, after each finished build of it. */
export async function pruneBuilds(
  context: QueueContext,
  { job, definition }: Pick<BuildDocument, 'job' | 'definition'>,
  { retentionBuilds, retentionDays }: Retention,
): Promise<void> {
  const keep = definition.retention?.builds ?? retentionBuilds;
  const days = definition.retention?.days ?? retentionDays;
  const olderThan = days === 0 ? null : Date.now() - days * dayMs;
  const removed = await context.state.builds.prune(job, { keep, olderThan });
  if (removed > 0) await completeJournal(context);
}
