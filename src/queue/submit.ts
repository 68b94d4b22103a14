import { concurrencyOf, type Definition, resolveParameters } from '../definition/index.ts';
import { DroverError } from '../errors/error.ts';
import { count } from '../lib/count.ts';
import { parseDuration } from '../lib/duration.ts';
import type { BuildDocument, Cause } from '../state/build.ts';
import type { GithubEvent } from '../state/github-event.ts';
import type { Job } from '../state/job.ts';
import type { ScheduledRun, SubmitOptions, Trigger } from '../state/submit-build.ts';
import type { QueueContext } from './context.ts';
import { deliverAccepted } from './deliver.ts';
import { deliverAdmitted } from './finish.ts';
import { newDocument } from './new-document.ts';
import type { Resumption } from './resume.ts';
import { endSuperseded } from './supersede.ts';

export interface Submission {
  readonly job: string;
  readonly parameters: Record<string, unknown>;
  readonly cause: Cause;
  /** Without it that of the definition. */
  readonly priority?: number | undefined;
  /** A stored definition to run again; without it the job's current one. */
  readonly definition?: Definition;
  /** The run of a schedule that it is started for. */
  readonly schedule?: ScheduledRun;
  /** The earlier build in whose workspace it goes on. */
  readonly resumption?: Resumption;
  /** What starts it; without it a copy for a pull request or branch builds what it was last refreshed by. */
  readonly github?: GithubEvent;
  /** Starts it once, however often this is tried. */
  readonly trigger?: Trigger;
}

/** What is found only when the text of the job was compared, or has nothing to do with it. */
const certain: ReadonlySet<string> = new Set([
  'JOB_NOT_FOUND',
  'GROUP_FULL',
  'JOB_BUSY',
  'SCHEDULE_TAKEN',
  'EVENT_TAKEN',
  'WORKSPACE_GONE',
  'WORKSPACE_TAKEN',
]);

/**
 * Accepts a build: checks the parameters, writes its document under the next number and offers it to the
 * workers. The job is taken as it was read last where that is still its text, which spares a round trip.
 * Once the document is written the build is accepted; what a crash leaves undone after that the sweep does.
 * Throws JOB_NOT_FOUND, PARAMETERS_INVALID, GROUP_FULL, and for the run of a schedule SCHEDULE_TAKEN, JOB_BUSY,
 * for a trigger EVENT_TAKEN, and for a resumption WORKSPACE_GONE, WORKSPACE_TAKEN.
 */
export async function submitBuild(context: QueueContext, submission: Submission): Promise<BuildDocument> {
  const { jobs } = context.state;
  const remembered = jobs.remembered(submission.job);
  if (remembered !== null) {
    try {
      return await submitTo(context, remembered, submission);
    } catch (error) {
      // The job may have changed in what was wrong.
      if (!(error instanceof DroverError) || certain.has(error.code)) throw error;
    }
  }
  return submitTo(context, { job: await jobs.get(submission.job) }, submission);
}

async function submitTo(
  context: QueueContext,
  { job, sha }: { readonly job: Job; readonly sha?: string },
  submission: Submission,
): Promise<BuildDocument> {
  const { state } = context;
  const { meta, ...current } = job;
  const definition = submission.definition ?? current;
  const { values, masked } = checkedParameters(definition, submission.parameters);
  const document = newDocument({
    job: meta.name,
    folder: meta.folder,
    definition,
    parameters: masked,
    cause: submission.cause,
    priority: submission.priority,
    ...(submission.resumption === undefined ? {} : { resumption: submission.resumption }),
    github: submission.github ?? meta.github,
    baseJob: meta.parent,
  });
  const { build, admitted, released, superseded } = await state.builds.submit(document, values, {
    sha,
    concurrency: placeIn(definition, meta.name, submission.definition !== undefined),
    queueDeadline: deadlineOf(definition, document.queuedAt),
    schedule: submission.schedule ?? null,
    trigger: submission.trigger ?? null,
  });
  // Its number is given: from here on the build exists, whatever happens to this request.
  if (admitted) await deliverAccepted(context, build).catch(() => {});
  for (const id of released) await deliverAdmitted(context, id).catch(() => {});
  await endSuperseded(context, superseded).catch(() => {});
  return build;
}

/** A definition that was stored with an earlier build does not change the limit that counts now. */
function placeIn(
  definition: Definition,
  job: string,
  stored: boolean,
): NonNullable<SubmitOptions['concurrency']> | null {
  const concurrency = concurrencyOf(job, definition);
  return concurrency && { ...concurrency, limitIs: stored ? 'stored' : 'current' };
}

function deadlineOf({ queueTimeout }: Definition, queuedAt: string): number | null {
  const ms = queueTimeout === undefined ? null : parseDuration(queueTimeout);
  return ms === null ? null : Date.parse(queuedAt) + ms;
}

function checkedParameters(definition: Definition, given: Record<string, unknown>) {
  const resolved = resolveParameters(definition, given);
  if (!('problems' in resolved)) return resolved;
  const { problems } = resolved;
  throw new DroverError(
    'PARAMETERS_INVALID',
    { detail: `${count(problems.length, 'fault')}.` },
    { problems },
  );
}
