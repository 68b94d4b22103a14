import { type BuildDocument, type BuildStatus, type CancelRequest, isFinished } from '../state/build.ts';
import type { QueueContext } from './context.ts';

/**
 * The worker's last word on a build, in the one script that also gives the lease back. Throws LEASE_LOST
 * when the build is not the worker's any more; STORAGE_UNAVAILABLE when the copy beside the logs fails, with
 * the build ended all the same.
 */
export async function finishBuild(
  { state, storage }: Pick<QueueContext, 'state' | 'storage'>,
  build: BuildDocument,
  { token }: { token: string },
): Promise<void> {
  stamp(build, isFinished(build.status) ? build.status : 'error');
  await state.builds.finish(build, { token });
  await layBesideLogs(storage, build);
}

/** Ends a build that no worker has taken. False when one just did. */
export async function finishQueued(
  { state }: Pick<QueueContext, 'state'>,
  build: BuildDocument,
  request: CancelRequest,
): Promise<boolean> {
  build.cancel = request;
  build.reason = `cancelled by ${request.by} while it waited`;
  skipEverything(build);
  stamp(build, 'cancelled');
  return state.builds.finish(build, { expect: 'queued' });
}

/** Ends a build whose worker has not renewed its lease. False when the worker is back. */
export async function finishLost(
  { state, storage }: Pick<QueueContext, 'state' | 'storage'>,
  build: BuildDocument,
): Promise<boolean> {
  build.reason = `worker ${build.worker ?? 'unknown'} lost`;
  endWhatRan(build);
  skipEverything(build);
  stamp(build, build.status === 'cancelling' ? 'cancelled' : 'error');
  if (!(await state.builds.finish(build, { expect: 'leaseGone' }))) return false;
  await layBesideLogs(storage, build);
  return true;
}

/**
 * `build.json`, a copy for people. Only after Redis has taken the document: one who is refused there must
 * not overwrite the copy of one who was not.
 */
function layBesideLogs(storage: QueueContext['storage'], build: BuildDocument): Promise<void> {
  return storage.writeBuildJson(build, `${JSON.stringify(build, null, 2)}\n`);
}

function stamp(build: BuildDocument, status: BuildStatus): void {
  const now = new Date();
  const since = (time: string | null): number | null =>
    time === null ? null : Math.max(0, now.getTime() - Date.parse(time));
  build.status = status;
  build.finishedAt = now.toISOString();
  build.durationMs = since(build.startedAt);
  build.queueMs ??= since(build.queuedAt);
}

function endWhatRan(build: BuildDocument): void {
  for (const stage of build.stages) {
    for (const command of [stage, ...stage.steps, ...stage.hooks]) {
      if (command.status === 'running') Object.assign(command, { status: 'error', reason: 'worker lost' });
    }
  }
}

function skipEverything(build: BuildDocument): void {
  for (const stage of build.stages) {
    for (const part of [stage, ...stage.steps]) {
      if (part.status === 'pending') part.status = 'skipped';
    }
  }
}
