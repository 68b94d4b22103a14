import type { CommandRecord, HookRecord, StepRecord } from '../../engine/index.ts';
import { type BuildSummary, buildId, type TestSummary } from '../../state/build.ts';
import { hiddenValue, timeLost } from '../../state/tally-row.ts';

/**
 * What is reported of an ended build. The fields are those of the index template in `templates.ts`; times are ISO
 * 8601 UTC, durations ms. No definition, no output, no value of a password parameter.
 */
export interface BuildReport {
  readonly id: string;
  readonly job: string;
  readonly number: number;
  readonly folder: string;
  /** Folder and job, as `team/backend/api`. */
  readonly path: string;
  readonly status: string;
  readonly reason?: string;
  readonly attempt: number;
  readonly cause: {
    readonly kind: string;
    readonly by: string;
    readonly of?: string;
    readonly schedule?: string;
  };
  readonly github?: object;
  readonly group?: string;
  readonly runsOn: readonly string[];
  readonly priority: number;
  readonly worker: string | null;
  readonly node: string | null;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly queueMs: number | null;
  readonly durationMs: number | null;
  readonly warnings: number;
  readonly flaky: boolean;
  readonly retries: number;
  readonly retryMs: number;
  /** What ended it, when it was a step. */
  readonly failed?: { readonly stage: string; readonly step: string };
  readonly parameters: readonly { readonly title: string; readonly value: string }[];
  readonly stages: readonly object[];
  readonly steps: readonly object[];
  readonly hooks: readonly object[];
  readonly artifacts: { readonly count: number; readonly bytes: number };
  readonly tests?: TestSummary;
}

/** Elasticsearch takes 10,000 nested parts of a document by default. */
const mostParts = 2_000;
const mostCharacters = 4_000;

export function reportOf(build: BuildSummary): BuildReport {
  const { job, number, folder, cause, parameters, artifacts, tests, github, reason, group } = build;
  // What another build has done was reported with that one.
  const stages = build.stages.filter((stage) => stage.takenFrom === undefined);
  const steps = stages.flatMap((stage) => stage.steps.map((step) => ({ stage: stage.title, step })));
  const failed = steps.find(
    ({ step }) => ['failure', 'timed_out', 'error'].includes(step.status) && !step.ignored,
  );
  return {
    id: buildId(job, number),
    job,
    number,
    folder,
    path: folder === '' ? job : `${folder}/${job}`,
    status: build.status,
    ...(reason === undefined ? {} : { reason: reason.slice(0, mostCharacters) }),
    attempt: build.attempt,
    cause: {
      kind: cause.kind,
      by: cause.by,
      ...(cause.of === undefined ? {} : { of: cause.of }),
      ...(cause.schedule === undefined ? {} : { schedule: cause.schedule }),
    },
    ...(github === undefined ? {} : { github: githubOf(github) }),
    ...(group === undefined ? {} : { group }),
    runsOn: build.runsOn,
    priority: build.priority,
    worker: build.worker,
    node: build.node,
    queuedAt: build.queuedAt,
    startedAt: build.startedAt,
    finishedAt: build.finishedAt,
    queueMs: build.queueMs,
    durationMs: build.durationMs,
    warnings: build.warnings,
    flaky: build.flaky === true,
    ...timeLost(build),
    ...(failed === undefined ? {} : { failed: { stage: failed.stage, step: failed.step.title } }),
    parameters: Object.entries(parameters)
      .filter(([, value]) => value !== hiddenValue)
      .map(([title, value]) => ({ title, value: value.slice(0, mostCharacters) })),
    stages: stages.map(({ title, status, startedAt, finishedAt, durationMs }, index) => ({
      path: pathOf(job, title),
      title,
      index: index + 1,
      status,
      startedAt,
      finishedAt,
      durationMs,
    })),
    steps: steps.slice(0, mostParts).map(({ stage, step }, index) => ({
      path: pathOf(job, stage, step.title),
      stage,
      index: index + 1,
      ...stepOf(step),
    })),
    hooks: [
      ...build.hooks.map((hook) => hookOf('', hook)),
      ...stages.flatMap((stage) => stage.hooks.map((hook) => hookOf(stage.title, hook))),
    ].slice(0, mostParts),
    artifacts: { count: artifacts.length, bytes: artifacts.reduce((sum, { bytes }) => sum + bytes, 0) },
    ...(tests === undefined ? {} : { tests }),
  };
}

/** What a stage or step is among those of all jobs; the name of a job has no blanks. */
const pathOf = (...parts: readonly string[]): string => parts.join(' ▸ ');

const commandOf = (command: CommandRecord) => ({
  status: command.status,
  exitCode: command.exitCode,
  signal: command.signal,
  startedAt: command.startedAt,
  finishedAt: command.finishedAt,
  durationMs: command.durationMs,
  bytes: command.bytes,
  lines: command.lines,
});

const stepOf = (step: StepRecord) => ({
  title: step.title,
  ...commandOf(step),
  attempts: step.attempts,
  retries: Math.max(0, step.attempts - 1),
  retryMs: step.retryMs ?? 0,
  flaky: step.flaky === true,
  ignored: step.ignored === true,
});

const hookOf = (stage: string, hook: HookRecord) => ({ stage, hook: hook.hook, ...commandOf(hook) });

function githubOf({
  event,
  action,
  repository,
  commit,
  pullRequest,
}: NonNullable<BuildSummary['github']>): object {
  return {
    event,
    ...(action === undefined ? {} : { action }),
    repository: `${repository.owner}/${repository.name}`,
    sha: commit.sha,
    ...(commit.branch === undefined ? {} : { branch: commit.branch }),
    ...(commit.tag === undefined ? {} : { tag: commit.tag }),
    ...(commit.author === undefined ? {} : { author: commit.author }),
    ...(commit.title === undefined ? {} : { title: commit.title }),
    ...(pullRequest === undefined
      ? {}
      : {
          pullRequest: pullRequest.number,
          targetBranch: pullRequest.targetBranch,
          fork: pullRequest.fork,
        }),
  };
}
