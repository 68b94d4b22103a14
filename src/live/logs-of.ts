import type { CommandRecord, HookRecord, RunRecord, StepRecord } from '../engine/record.ts';
import type { BuildSummary } from '../state/build.ts';

export interface LogOfBuild {
  /** Titles for people; the stage is empty for a hook of the job. */
  readonly stage: string;
  readonly step: string;
  /** Path below the build's folder. */
  readonly log: string;
  /** Nothing more will be written to it. */
  readonly complete: boolean;
  /** Of a complete log; null when only its file tells. */
  readonly bytes: number | null;
}

/** Those of earlier attempts first: their workers are lost, so only the files tell how long they are. */
export function logsOf(
  build: Pick<BuildSummary, 'checkout' | 'hooks' | 'stages' | 'earlierAttempts'>,
): LogOfBuild[] {
  const earlier = (build.earlierAttempts ?? []).flatMap(({ logs }) =>
    logs.map((log) => ({ ...log, complete: true, bytes: null })),
  );
  return [...earlier, ...logsOfRun(build)];
}

/** Whether nothing more will be written to a file of the build. */
export const isComplete = (build: Parameters<typeof logsOf>[0], log: string): boolean =>
  logsOf(build).find((one) => one.log === log)?.complete ?? true;

/** Whether a command of the build, started or not, writes this log. */
export const isLogOf = (
  build: Pick<BuildSummary, 'hooks' | 'stages' | 'earlierAttempts'>,
  log: string,
): boolean =>
  logsOf(build).some((one) => one.log === log) ||
  build.stages.some(({ steps }) => steps.some((step) => step.log === log));

/** The logs of the commands that have started, in the order in which they were written. */
export function logsOfRun(run: Pick<RunRecord, 'checkout' | 'hooks' | 'stages'>): LogOfBuild[] {
  const stages = run.stages.flatMap(({ title, hooks, steps }) => [
    ...logsOfHooks(title, hooks, isStart),
    ...steps.flatMap((step) => logsOfStep(title, step)),
    ...logsOfHooks(title, hooks, isEnd),
  ]);
  const checkout = run.checkout === undefined ? [] : logOf('', 'checkout', run.checkout);
  return [
    ...checkout,
    ...logsOfHooks('', run.hooks, isStart),
    ...stages,
    ...logsOfHooks('', run.hooks, isEnd),
  ];
}

const isStart = ({ hook }: HookRecord): boolean => hook === 'onStart';
const isEnd = (hook: HookRecord): boolean => !isStart(hook);

function logsOfHooks(
  stage: string,
  hooks: HookRecord[],
  wanted: (hook: HookRecord) => boolean,
): LogOfBuild[] {
  return hooks.filter(wanted).flatMap((hook) => logOf(stage, hook.hook, hook));
}

function logsOfStep(stage: string, step: StepRecord): LogOfBuild[] {
  const earlier = (step.earlierLogs ?? []).map((log) => ({
    stage,
    step: step.title,
    log,
    complete: true,
    bytes: null,
  }));
  return [...earlier, ...logOf(stage, step.title, step)];
}

function logOf(stage: string, step: string, record: CommandRecord): LogOfBuild[] {
  const { log, status, startedAt, finishedAt, bytes } = record;
  if (startedAt === null) return [];
  // A step that is tried again has finished before; the command of a lost worker never finished.
  const complete = status !== 'running' && status !== 'pending';
  return [{ stage, step, log, complete, bytes: complete && finishedAt !== null ? bytes : null }];
}
