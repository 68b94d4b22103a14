import {
  type BuildDocument,
  type BuildStatus,
  buildId,
  type CancelRequest,
  isFinished,
} from '../state/build.ts';
import type { FinishCondition } from '../state/end-build.ts';
import type { QueueContext } from './context.ts';
import { deliverBuild } from './deliver.ts';
import { surelyEndedAt } from './lease-times.ts';

/**
 * The worker's last word on a build, in the one script that also gives the lease back. Throws LEASE_LOST
 * when the build is not the worker's any more; STORAGE_UNAVAILABLE when the copy beside the logs fails, with
 * the build ended all the same.
 */
export async function finishBuild(
  context: QueueContext,
  build: BuildDocument,
  { token }: { token: string },
): Promise<void> {
  stamp(build, isFinished(build.status) ? build.status : 'error');
  await finish(context, build, { token });
  await layBesideLogs(context, build);
}

/** Ends a build that no worker has taken. False when one just did. */
export async function finishQueued(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  build: BuildDocument,
  request: CancelRequest,
): Promise<boolean> {
  build.cancel = request;
  const why = request.reason === '' ? '' : `: ${request.reason}`;
  build.reason = `cancelled by ${request.by} while it waited${why}`;
  skipEverything(build);
  stamp(build, 'cancelled');
  return finish(context, build, { expect: 'queued' });
}

/** Ends a build that has waited too long. False when a worker just took it. */
export async function finishOverdue(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  build: BuildDocument,
  reason: string,
): Promise<boolean> {
  build.reason = reason;
  skipEverything(build);
  stamp(build, 'timed_out');
  return finish(context, build, { expect: 'queued' });
}

/** Ends a build whose worker has not renewed its lease. False when the worker is back. */
export async function finishLost(context: QueueContext, build: BuildDocument): Promise<boolean> {
  build.reason = `worker ${build.worker ?? 'unknown'} lost`;
  endWhatRan(build);
  skipEverything(build);
  stamp(build, build.status === 'cancelling' ? 'cancelled' : 'error');
  if (!(await finish(context, build, { expect: 'leaseGone', heldUntil: surelyEndedAt() }))) return false;
  await layBesideLogs(context, build);
  return true;
}

/** Ends a build whose state in Redis was lost, so that no worker can take it or end it. False when it was not. */
export async function finishStateless(context: QueueContext, build: BuildDocument): Promise<boolean> {
  build.reason = 'what Redis knew of this build beside its document was lost';
  endWhatRan(build);
  skipEverything(build);
  stamp(build, 'error');
  // A worker that is cut off may run it still.
  const heldUntil = build.startedAt === null ? 0 : surelyEndedAt();
  if (!(await finish(context, build, { expect: 'stateless', heldUntil }))) return false;
  if (build.startedAt !== null) await layBesideLogs(context, build);
  return true;
}

/** The end, and what it makes possible: those that got its place in their group go to the workers. */
async function finish(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  build: BuildDocument,
  condition: FinishCondition,
): Promise<boolean> {
  const admitted = await context.state.builds.finish(build, condition);
  if (admitted === null) return false;
  for (const id of admitted) await deliverAdmitted(context, id).catch(() => {});
  return true;
}

/** A failure here the sweep makes good. */
export async function deliverAdmitted(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  id: string,
): Promise<void> {
  const build = await context.state.builds.find(id);
  if (build !== null) await deliverBuild(context, build);
}

/**
 * `build.json`, a copy for people. Only after Redis has taken the document: one who is refused there must
 * not overwrite the copy of one who was not.
 */
export async function layBesideLogs(
  { state, storage }: Pick<QueueContext, 'state' | 'storage'>,
  build: BuildDocument,
): Promise<void> {
  await storage.writeBuildJson(build, `${JSON.stringify(build, null, 2)}\n`);
  state.builds.noteCopied(buildId(build.job, build.number));
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
  const commands = build.stages.flatMap((stage) => [stage, ...stage.steps, ...stage.hooks]);
  for (const command of [...(build.checkout === undefined ? [] : [build.checkout]), ...commands]) {
    if (command.status === 'running') Object.assign(command, { status: 'error', reason: 'worker lost' });
  }
}

function skipEverything(build: BuildDocument): void {
  for (const stage of build.stages) {
    for (const part of [stage, ...stage.steps]) {
      if (part.status === 'pending') part.status = 'skipped';
    }
  }
}
