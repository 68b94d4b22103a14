import { type BuildDocument, type BuildStatus, type CancelRequest, isFinished } from '../state/build.ts';
import type { QueueContext } from './context.ts';

/**
 * The worker's last word on a build: stamps the document, lays it beside the logs, and writes it in the
 * one script that also gives the lease back. Refused (LEASE_LOST) when the build is not the worker's any more.
 */
export async function finishBuild(
  context: QueueContext,
  build: BuildDocument,
  { token }: { token: string },
): Promise<void> {
  stamp(build, isFinished(build.status) ? build.status : 'error');
  await context.storage.writeBuildJson(build, `${JSON.stringify(build, null, 2)}\n`).catch((error: Error) => {
    build.status = 'error';
    build.reason = `build.json could not be written: ${error.message}`;
  });
  await context.state.builds.finish(build, { token });
}

/** Ends a build that no worker has taken. False when one just did. */
export async function finishQueued(
  context: QueueContext,
  build: BuildDocument,
  request: CancelRequest,
): Promise<boolean> {
  build.cancel = request;
  build.reason = `cancelled by ${request.by} while it waited`;
  skipEverything(build);
  stamp(build, 'cancelled');
  return context.state.builds.finish(build, { expect: 'queued' });
}

/** Ends a build whose worker has not renewed its lease. False when the worker is back. */
export async function finishLost(context: QueueContext, build: BuildDocument): Promise<boolean> {
  build.reason = `worker ${build.worker ?? 'unknown'} lost`;
  endWhatRan(build);
  skipEverything(build);
  stamp(build, build.status === 'cancelling' ? 'cancelled' : 'error');
  return context.state.builds.finish(build, { expect: 'leaseGone' });
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
