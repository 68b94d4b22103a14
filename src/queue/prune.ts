import { repeat } from '../lib/repeat.ts';
import type { BuildDocument } from '../state/build.ts';
import { completeJournal } from './complete-journal.ts';
import type { QueueContext } from './context.ts';

/** For jobs whose definition does not say. */
export interface Retention {
  /** Newest builds that stay. */
  readonly retentionBuilds: number;
  /** Days that builds stay; 0 is no limit. */
  readonly retentionDays: number;
}

export interface Pruning {
  /** A build of this job has ended: there may be one too many now. */
  due(build: Pick<BuildDocument, 'job' | 'definition'>): void;
  stop(): Promise<void>;
}

const everyMs = 3_000;
const dayMs = 86_400_000;

/**
 * Removes what the retention of jobs no longer keeps, some seconds after builds of them have ended: many
 * builds of a job in a row are pruned in one go, and no build waits for the removal of another.
 */
export function startPruning(
  context: QueueContext,
  retention: Retention,
  onError: (error: unknown) => void,
): Pruning {
  const definitions = new Map<string, BuildDocument['definition']>();
  const stop = repeat(
    everyMs,
    async () => {
      for (const [job, definition] of definitions) {
        definitions.delete(job);
        await pruneJob(context, job, definition, retention);
      }
    },
    onError,
  );
  return {
    due: ({ job, definition }) => void definitions.set(job, definition),
    stop,
  };
}

async function pruneJob(
  context: QueueContext,
  job: string,
  { retention: own }: BuildDocument['definition'],
  { retentionBuilds, retentionDays }: Retention,
): Promise<void> {
  const days = own?.days ?? retentionDays;
  const olderThan = days === 0 ? null : Date.now() - days * dayMs;
  const removed = await context.state.builds.prune(job, { keep: own?.builds ?? retentionBuilds, olderThan });
  if (removed > 0) await completeJournal(context);
}
