import { DroverError } from '../errors/error.ts';
import { parseDuration } from '../lib/duration.ts';
import { buildId, isFinished } from '../state/build.ts';
import type { QueueContext } from './context.ts';

/**
 * Gives a running build another time limit, counted from its start, within what its worker allows.
 * Throws BUILD_NOT_FOUND, BUILD_FINISHED; REQUEST_INVALID for one that is still queued.
 */
export async function extendBuild(
  { state }: Pick<QueueContext, 'state'>,
  job: string,
  number: number,
  timeout: string,
): Promise<void> {
  const limitMs = parseDuration(timeout);
  if (limitMs === null || limitMs < 1)
    throw new DroverError('REQUEST_INVALID', {
      detail: `timeout is ${JSON.stringify(timeout)}: write a duration such as 90s, 10m or 1h30m.`,
    });
  const { status } = await state.builds.get(job, number);
  if (isFinished(status)) throw new DroverError('BUILD_FINISHED', { job, number, status });
  if (!(await state.builds.changeLimit(buildId(job, number), limitMs)))
    throw new DroverError('REQUEST_INVALID', {
      detail: `Build ${job} #${number} does not run: its limit is that of its job.`,
    });
}
