import type { Logger } from 'pino';
import type { GithubEvent } from '../state/github-event.ts';
import type { CommitStatus, Github } from './api/github.ts';

/** What GitHub is told of an event that starts no build, so that a check that is required does not hang. */
export interface Notice {
  readonly event: GithubEvent;
  /** The linked job: the status is of this name for all its copies. */
  readonly job: string;
  readonly state: CommitStatus['state'];
  readonly description: string;
}

export type Announce = (notice: Notice) => Promise<void>;

/** Sets a status of the commit. That GitHub is away is no fault of the event. */
export function createAnnounce(github: Pick<Github, 'setStatus'> | null, log: Logger): Announce {
  return async ({ event, job, state, description }) => {
    if (github === null) return;
    const { owner, name } = event.repository;
    try {
      await github.setStatus(owner, name, event.commit.sha, { state, context: `drover/${job}`, description });
    } catch (err) {
      log.warn({ err, repository: `${owner}/${name}`, job }, 'GitHub was not told');
    }
  };
}
