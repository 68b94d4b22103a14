import { DroverError } from '../../errors/error.ts';
import { type CommitStatus, placeOf, statusContext } from '../../state/commit-status.ts';
import type { GithubEvent } from '../../state/github-event.ts';
import type { State } from '../../state/index.ts';

/** What GitHub is told of an event that starts no build, so that a check that is required does not hang. */
export interface Notice {
  readonly event: GithubEvent;
  /** The linked job: the status is of this name for all its copies. */
  readonly job: string;
  readonly state: CommitStatus['state'];
  readonly description: string;
  /** Whether its link wants a check run too. */
  readonly checkRun?: boolean | undefined;
}

export type Announce = (notice: Notice) => Promise<void>;

/** Puts a status of the commit on its way. Where a build has told something of it already, only an error is. */
export function createAnnounce({ jobs, statuses }: State): Announce {
  return async ({ event, job, state, description, checkRun = false }) => {
    const folder = await folderOf(jobs, job);
    if (folder === null) return;
    const status = { ...placeOf(event, statusContext(folder, job)), state, description };
    await statuses.put(status, { checkRun });
  };
}

/** Null: the job was deleted meanwhile, and nobody waits for it. */
async function folderOf(jobs: State['jobs'], job: string): Promise<string | null> {
  try {
    return (await jobs.get(job)).meta.folder;
  } catch (error) {
    if (error instanceof DroverError && error.status === 404) return null;
    throw error;
  }
}
