import { DroverError } from '../../errors/error.ts';
import { visibleText } from '../../log/visible-text.ts';
import { type BuildDocument, type BuildStatus, buildId } from '../../state/build.ts';
import type { CommitStatus } from '../../state/commit-status.ts';
import type { State } from '../../state/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { CheckRun } from '../api/check-run.ts';
import { shortened } from '../api/index.ts';
import { annotationsOf } from './annotations.ts';
import { failedCommandOf } from './failed-command.ts';
import { summaryOf } from './summary.ts';

export interface CheckRunContext {
  readonly state: Pick<State, 'builds'>;
  readonly storage: Pick<Storage, 'tail'>;
  readonly publicUrl: string;
}

/** The last lines of the command that failed: so many are shown, and so many are looked at for errors. */
const linesShown = 40;
const linesLookedAt = 400;

/**
 * The check run for a status on its way. What it says of a build is read now, so it is never older than the status. Of one
 * that is gone meanwhile, or belongs to no build, the status alone is told.
 */
export async function checkRunOf(context: CheckRunContext, status: CommitStatus): Promise<CheckRun> {
  const { sha, context: name, description } = status;
  const common = { name, sha, title: shortened(description), summary: description, annotations: [] };
  const { job, number } = status;
  if (job === undefined || number === undefined)
    return { ...common, conclusion: conclusionWithout(status.state) };
  const id = buildId(job, number);
  const place = { externalId: id, detailsUrl: `${context.publicUrl}/jobs/${job}/builds/${number}` };
  const build = await context.state.builds.find(id);
  if (build === null) return { ...common, ...place, conclusion: conclusionFor(status.state) };
  const conclusion = conclusionOf(build.status);
  const times = {
    ...(build.startedAt === null ? {} : { startedAt: build.startedAt }),
    ...(build.finishedAt === null ? {} : { completedAt: build.finishedAt }),
  };
  if (conclusion === null) return { ...common, ...place, ...times, conclusion };
  const failed = failedCommandOf(build);
  const lines = failed === null ? [] : await lastLines(context.storage, build, failed.log);
  return {
    ...common,
    ...place,
    ...times,
    conclusion,
    summary: summaryOf(build, failed, lines.slice(-linesShown)),
    annotations: annotationsOf(build, lines),
  };
}

/** None where the log is gone, or the storage cannot be read now: the result is told in any case. */
async function lastLines(
  storage: Pick<Storage, 'tail'>,
  build: BuildDocument,
  log: string,
): Promise<string[]> {
  try {
    const { text } = await storage.tail(build, log, linesLookedAt);
    return text.trimEnd().split('\n').map(visibleText);
  } catch (error) {
    if (error instanceof DroverError) return [];
    throw error;
  }
}

/** Null: it is not over. */
function conclusionOf(status: BuildStatus): CheckRun['conclusion'] {
  switch (status) {
    case 'queued':
    case 'running':
    case 'cancelling':
      return null;
    case 'success':
    case 'failure':
    case 'cancelled':
    case 'timed_out':
      return status;
    case 'error':
      return 'failure';
  }
}

/** Of a build whose document is gone. */
function conclusionFor(state: CommitStatus['state']): CheckRun['conclusion'] {
  switch (state) {
    case 'pending':
      return null;
    case 'success':
      return 'success';
    case 'failure':
    case 'error':
      return 'failure';
  }
}

/** Of an event that started no build: a success was skipped. */
const conclusionWithout = (state: CommitStatus['state']): CheckRun['conclusion'] =>
  state === 'success' ? 'skipped' : conclusionFor(state);
