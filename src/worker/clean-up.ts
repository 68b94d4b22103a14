import type { Logger } from 'pino';
import { removeLeftBehind } from '../engine/index.ts';
import type { Workspaces } from './workspaces.ts';

/**
 * What a new worker does first: ends what runs on of the builds of workers on this node that were killed, and removes
 * the workspaces of builds that are over.
 */
export async function cleanUp(workspaces: Workspaces, log: Logger): Promise<void> {
  // Not its arguments: what is secret in them the killed worker knew.
  for (const { pid, command, survived } of await removeLeftBehind())
    log.warn(
      { pid, program: command.split(' ', 1)[0], survived },
      'ended a process of a worker that was killed',
    );
  await workspaces.tidy();
}
