import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { removeLeftBehind } from '../engine/index.ts';
import { isFinished } from '../state/build.ts';
import type { State } from '../state/index.ts';
import { removeWorkspace } from './workspace.ts';

const buildFolder = /^.+_\d+$/;

/**
 * What a new worker does first: ends what runs on of the builds of workers on this node that were killed, and removes
 * the workspaces of builds that are over.
 */
export async function cleanUp(state: State, workspaces: string, log: Logger): Promise<void> {
  for (const { pid, command, survived } of await removeLeftBehind())
    log.warn({ pid, command, survived }, 'ended a process of a worker that was killed');
  for (const name of await readdir(workspaces)) {
    if (!buildFolder.test(name)) continue;
    const build = await state.builds.find(name);
    // Another worker that shares this folder may run it.
    if (build !== null && !isFinished(build.status)) continue;
    await removeWorkspace(join(workspaces, name)).catch((err) => log.warn({ err }, 'workspace not removed'));
  }
}
