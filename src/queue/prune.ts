import { DroverError } from '../errors/error.ts';
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

/** A build that retention does not keep, and why. */
export interface Prunable {
  readonly job: string;
  readonly number: number;
  readonly reason: string;
}

type Context = Pick<QueueContext, 'state' | 'storage'>;

const everyMs = 3_000;
const allEveryMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Removes what the retention of jobs no longer keeps, some seconds after builds of them have ended: many
 * builds of a job in a row are pruned in one go, and no build waits for the removal of another.
 */
export function startPruning(
  context: Context,
  retention: Retention,
  onError: (error: unknown) => void,
): Pruning {
  const definitions = new Map<string, BuildDocument['definition']>();
  const stop = repeat(
    everyMs,
    async () => {
      for (const [job, definition] of definitions) {
        definitions.delete(job);
        await remove(context, job, await prunableOf(context, job, definition, retention));
      }
    },
    onError,
  );
  return {
    due: ({ job, definition }) => void definitions.set(job, definition),
    stop,
  };
}

/** Looks through all jobs every hour: builds grow too old also where no new one ends. Runs on every server. */
export function startPruningByAge(
  context: Context,
  retention: Retention,
  onError: (error: unknown) => void,
): () => Promise<void> {
  return repeat(allEveryMs, () => prune(context, retention, {}), onError);
}

/**
 * The builds of a job, or of all, that retention does not keep: they are removed, or with `dryRun` only told.
 * Throws JOB_NOT_FOUND.
 */
export async function prune(
  context: Context,
  retention: Retention,
  { job, dryRun = false }: { job?: string | undefined; dryRun?: boolean | undefined },
): Promise<Prunable[]> {
  const names = job === undefined ? (await context.state.jobs.list()).map(({ name }) => name) : [job];
  const all: Prunable[] = [];
  for (const name of names) {
    const definition = await context.state.jobs.get(name).catch((error: unknown) => {
      // One of many that was deleted meanwhile, or cannot be read.
      if (job === undefined && error instanceof DroverError && error.status === 404) return null;
      throw error;
    });
    if (definition === null) continue;
    const prunable = await prunableOf(context, name, definition, retention);
    if (!dryRun) await remove(context, name, prunable);
    all.push(...prunable);
  }
  return all;
}

async function prunableOf(
  { state }: Context,
  job: string,
  { retention: own }: BuildDocument['definition'],
  { retentionBuilds, retentionDays }: Retention,
): Promise<Prunable[]> {
  const [builds, days] = [own?.builds ?? retentionBuilds, own?.days ?? retentionDays];
  const olderThan = days === 0 ? null : Date.now() - days * dayMs;
  const outdated = await state.builds.outdated(job, { keep: builds, olderThan });
  return outdated.map(({ number, limit }) => ({
    job,
    number,
    reason: limit === 'builds' ? `beyond the newest ${builds}` : `ended more than ${days} days ago`,
  }));
}

/** What went is in the journal before its files are removed, so that a crash leaves neither files nor records alone. */
async function remove(context: Context, job: string, prunable: readonly Prunable[]): Promise<void> {
  if (prunable.length === 0) return;
  const removed = await context.state.builds.removeMany(
    job,
    prunable.map(({ number }) => number),
  );
  if (removed > 0) await completeJournal(context);
}
