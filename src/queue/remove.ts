import { completeJournal } from './complete-journal.ts';
import type { QueueContext } from './context.ts';

/** Deletes a finished build with its files. Throws BUILD_NOT_FOUND, BUILD_RUNNING. */
export async function removeBuild(context: QueueContext, job: string, number: number): Promise<void> {
  await context.state.builds.remove(job, number);
  await completeJournal(context);
}
