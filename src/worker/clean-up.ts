import type { Logger } from 'pino';
import { removeLeftBehind } from '../engine/index.ts';
import type { Workspaces } from './workspaces.ts';

/**
 * What a new worker does first: ends what runs on of the builds of workers on this node that were killed, and removes
 * the workspaces of builds that are over.
 */
export async function cleanUp(workspaces: Workspaces, log: Logger): Promise<void> {
  for (const { pid, command, survived } of await removeLeftBehind())
    log.warn({ pid, command, survived }, 'ended a process of a worker that was killed');
  await workspaces.tidy();
}
