import type { StageRecord, TakenOver } from '../engine/index.ts';
import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId, isFinished, type Resumed } from '../state/build.ts';

/** Where a rerun begins that goes on in the workspace of an earlier build, and what it does not do again. */
export interface Resumption {
  readonly resumes: Resumed;
  readonly takenOver: TakenOver[];
}

/**
 * A rerun of a build from the stage that failed. Whether its workspace is still there is asked when the rerun is accepted.
 * Throws BUILD_RUNNING; WORKSPACE_GONE when none was kept; REQUEST_INVALID when no stage failed.
 */
export function resumptionOf(build: BuildDocument): Resumption {
  const { job, number, keptWorkspace } = build;
  const id = buildId(job, number);
  if (!isFinished(build.status)) throw new DroverError('BUILD_RUNNING', { job, number });
  if (keptWorkspace === undefined) throw new DroverError('WORKSPACE_GONE', { build: id });
  const first = build.stages.findIndex((stage) => !isDone(stage));
  const stage = build.stages[first];
  if (stage === undefined)
    throw new DroverError('REQUEST_INVALID', {
      detail: `No stage of build ${job} #${number} failed: there is none to begin with. Run the whole build again.`,
    });
  const { worker, folder } = keptWorkspace;
  return {
    resumes: { build: id, stage: stage.title, worker, folder },
    takenOver: build.stages.slice(0, first).map(({ takenFrom = id }) => ({
      takenFrom,
      reason: `taken over from ${takenFrom}`,
    })),
  };
}

const isDone = ({ status, takenFrom }: StageRecord): boolean =>
  status === 'success' || takenFrom !== undefined;
