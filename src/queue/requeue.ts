import { mostAttempts, planOf } from '../definition/plan.ts';
import { newRunRecord } from '../engine/index.ts';
import { logsOfRun } from '../live/logs-of.ts';
import type { BuildDocument } from '../state/build.ts';
import type { QueueContext } from './context.ts';
import { deliverBuild } from './deliver.ts';
import { surelyEndedAt } from './lease-times.ts';

/**
 * Gives a build whose worker is lost another attempt, where its job wants that. It begins only when the lost worker has
 * surely ended the build by itself, so that no two attempts ever run at once. False when there is none to
 * give, or the worker is back.
 */
export async function requeueLost(
  { state }: Pick<QueueContext, 'state'>,
  build: BuildDocument,
): Promise<boolean> {
  if (!mayRunAgain(build) || build.status !== 'running') return false;
  const next = nextAttempt(build, `worker ${build.worker ?? 'unknown'} lost`);
  return state.builds.requeue(next, surelyEndedAt());
}

/**
 * A worker that is stopped gives back a build whose processes it has ended, where the job wants another attempt: that may
 * begin at once. False when there is none to give, or the build is not the worker's any more.
 */
export async function handBack(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  build: BuildDocument,
  { token }: { token: string },
): Promise<boolean> {
  if (!mayRunAgain(build)) return false;
  const next = nextAttempt(build, `worker ${build.worker ?? 'unknown'} was stopped`);
  if (!(await context.state.builds.requeue(next, Date.now(), token))) return false;
  await deliverBuild(context, next).catch(() => {});
  return true;
}

const mayRunAgain = ({ definition, attempt }: BuildDocument): boolean =>
  definition.onWorkerLost === 'requeue' && attempt < mostAttempts;

function nextAttempt(build: BuildDocument, reason: string): BuildDocument {
  const { attempt, worker, node, startedAt, earlierAttempts = [] } = build;
  const lost = {
    attempt,
    worker,
    node,
    startedAt,
    finishedAt: new Date().toISOString(),
    reason,
    logs: logsOfRun(build).map(({ stage, step, log }) => ({ stage, step, log })),
  };
  const { status: _pending, ...run } = newRunRecord(planOf(build.definition, attempt + 1));
  const {
    reason: _reason,
    flaky: _flaky,
    checkout: _checkout,
    notes: _notes,
    deadline: _deadline,
    ...others
  } = build;
  // The workspace that it went on in went with its worker.
  const { resumes: _resumes, ...kept } = others;
  return {
    ...kept,
    ...run,
    status: 'queued',
    attempt: attempt + 1,
    earlierAttempts: [...earlierAttempts, lost],
    worker: null,
    node: null,
    startedAt: null,
    queueMs: null,
    artifacts: [],
  };
}
