import type { Logger } from 'pino';
import type { QueueContext } from '../queue/context.ts';
import type { Github } from './api/index.ts';
import type { Announce } from './statuses/index.ts';

/** What the events of GitHub are processed with. */
export interface GithubContext extends QueueContext {
  /** Null without a token or an App: then nothing is read from repositories. */
  readonly github: Pick<Github, 'isApp' | 'readFile' | 'pullRequestFiles' | 'commitMessage'> | null;
  readonly announce: Announce;
  readonly log: Logger;
}
