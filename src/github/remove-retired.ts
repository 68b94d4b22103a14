import { DroverError } from '../errors/error.ts';
import { repeat } from '../lib/repeat.ts';
import { completeJournal } from '../queue/complete-journal.ts';
import type { JobEntry } from '../state/tree.ts';
import { buildForgottenApprovals } from './approve.ts';
import type { GithubContext } from './context.ts';
import { keptMs } from './end.ts';
import { endBuilds } from './supersede.ts';

const everyMs = 10_000;
const orphansEveryMs = 600_000;
const atOnce = 100;

/**
 * Removes the copies whose pull request or branch has ended long enough ago. Runs on every server: the script that deletes a
 * job looks once more whether its time is over.
 */
export function startRetirement(context: GithubContext): () => Promise<void> {
  const onError = (err: unknown) => context.log.warn({ err }, 'ended copies not looked at; trying again');
  const stops = [
    repeat(
      everyMs,
      async () => {
        await removeRetired(context);
        await buildForgottenApprovals(context);
      },
      onError,
    ),
    repeat(orphansEveryMs, () => retireOrphans(context), onError),
  ];
  return async () => {
    for (const stop of stops) await stop();
  };
}

/** Looks once at whose time is over. */
export async function removeRetired(context: GithubContext): Promise<void> {
  const { jobs, derived } = context.state;
  for (const job of await derived.due(Date.now(), atOnce)) {
    try {
      await jobs.deleteRetired(job);
      await completeJournal(context);
    } catch (error) {
      if (!(error instanceof DroverError) || error.status >= 500) throw error;
      if (error.code === 'JOB_NOT_FOUND') await derived.revive(job);
      // Somebody has started a build of it: that one is its last.
      else if (await derived.isRetired(job))
        await endBuilds(context, job, 'its pull request or branch has ended');
    }
  }
}

/**
 * Copies whose job is gone, or no longer linked to their repository: the end of their pull request or branch would not
 * be told to them.
 */
export async function retireOrphans(context: GithubContext): Promise<void> {
  const { jobs, derived } = context.state;
  for (const entry of await jobs.list()) {
    if (entry.parent === undefined || (await derived.isRetired(entry.name))) continue;
    if (await isOrphan(context, entry)) await derived.retire(entry.name, Date.now() + keptMs);
  }
}

async function isOrphan({ state }: GithubContext, { name, parent }: JobEntry): Promise<boolean> {
  try {
    const { github } = (await state.jobs.get(name)).meta;
    if (github === undefined) return false;
    const kind = github.event === 'push' ? 'branch' : 'pullrequest';
    const found = await state.links.find(github.repository, kind);
    return found === null || ('link' in found && found.link.job !== parent);
  } catch (error) {
    if (error instanceof DroverError && error.status === 404) return false;
    throw error;
  }
}
