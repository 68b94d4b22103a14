import { concurrencyOf, type Definition, planOf } from '../definition/index.ts';
import { newRunRecord } from '../engine/index.ts';
import type { BuildDocument, Cause } from '../state/build.ts';
import type { GithubEvent } from '../state/github-event.ts';
import { labelSet } from './label-set.ts';
import type { Resumption } from './resume.ts';

export interface NewBuild {
  readonly job: string;
  readonly folder: string;
  readonly definition: Definition;
  /** By title, passwords masked. */
  readonly parameters: Record<string, string>;
  readonly cause: Cause;
  /** Without it that of the definition. */
  readonly priority: number | undefined;
  readonly resumption?: Resumption;
  readonly github: GithubEvent | undefined;
  /** Of a copy for a pull request or branch. */
  readonly baseJob: string | undefined;
}

/** The document of a build that has just been accepted; the number is given when it is written. */
export function newDocument({
  job,
  folder,
  definition,
  parameters,
  cause,
  priority,
  resumption,
  github,
  baseJob,
}: NewBuild): Omit<BuildDocument, 'number'> {
  const group = concurrencyOf(job, definition)?.group;
  const { status: _pending, ...run } = newRunRecord(planOf(definition), resumption?.takenOver);
  return {
    job,
    folder,
    status: 'queued',
    worker: null,
    node: null,
    startedAt: null,
    attempt: 1,
    parameters,
    cause,
    ...(github === undefined ? {} : { github }),
    ...(baseJob === undefined ? {} : { baseJob }),
    ...(group === undefined ? {} : { group }),
    ...(resumption === undefined ? {} : { resumes: resumption.resumes }),
    runsOn: labelSet(definition.runsOn ?? []),
    priority: priority ?? definition.priority ?? 0,
    queuedAt: new Date().toISOString(),
    finishedAt: null,
    queueMs: null,
    durationMs: null,
    ...run,
    artifacts: [],
    definition,
  };
}
