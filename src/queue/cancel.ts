import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId, type CancelRequest, isFinished } from '../state/build.ts';
import { queueOfBuild } from '../state/index.ts';
import type { QueueContext } from './context.ts';
import { finishQueued } from './finish.ts';

/** A build may start between reading it and cancelling it: then it is cancelled as a running one. */
const attempts = 3;

/**
 * Cancels a build: a queued one ends at once; for a running one the request is written where its worker
 * finds it, and the worker's report makes it final. Asked for again, its hooks are skipped; a third time, or with
 * `requests: 3`, its processes are killed without grace. Throws BUILD_NOT_FOUND, BUILD_FINISHED.
 */
export async function cancelBuild(
  context: QueueContext,
  job: string,
  number: number,
  request: CancelRequest,
): Promise<BuildDocument> {
  const { state, delivery } = context;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const build = await state.builds.get(job, number);
    if (isFinished(build.status))
      throw new DroverError('BUILD_FINISHED', { job, number, status: build.status });
    if (build.status === 'queued' && (await finishQueued(context, build, request))) {
      await delivery.withdraw(queueOfBuild(build), buildId(job, number)).catch(() => {});
      return build;
    }
    const requests = await state.builds.requestCancel(buildId(job, number), request);
    if (requests !== null) {
      return { ...build, status: 'cancelling', cancel: { ...(build.cancel ?? request), requests } };
    }
  }
  const build = await state.builds.get(job, number);
  throw new DroverError('BUILD_FINISHED', { job, number, status: build.status });
}
