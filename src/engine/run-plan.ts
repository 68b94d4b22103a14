import type { Plan } from '../definition/plan.ts';
import type { RunChange } from './change.ts';
import type { Exported } from './command-files.ts';
import type { Masker } from './masking/index.ts';
import type { OutputPipes } from './output-pipes.ts';
import type { Preparation } from './preparation.ts';
import type { RunRecord } from './record.ts';
import { changed, endByStop, type Run } from './run.ts';
import { type HookOwner, runEndHooks, runStartHook } from './run-hook.ts';
import { closeRun, openRun } from './run-lifetime.ts';
import { runPreparation } from './run-preparation.ts';
import type { TakenOver } from './run-records.ts';
import { runStage, skipStages } from './run-stage.ts';
import { giveTo, type RunUser } from './run-user.ts';
import type { Sandbox } from './sandbox.ts';

export interface RunOptions {
  plan: Plan;
  /** The folder that commands run in. It must exist. */
  workspace: string;
  /** Where the logs of the plan are put. It must exist. */
  logFolder: string;
  /** The `CI_*` of the job, build and node, and the parameters. What the engine sets itself wins. */
  environment: Record<string, string>;
  /** Texts too large for a variable, by the variable that holds the path of the file with it. */
  files?: Record<string, string>;
  /** What comes before the plan. */
  preparation?: Preparation | null;
  /** Hides passwords and secrets in output, record and summary; nothing is hidden when not given. */
  masker?: Masker | null;
  /** Runs the commands of the plan; what comes before it is done by the user of this process. */
  user?: RunUser | null;
  /** Shuts the commands of the plan in; what comes before it is done outside. */
  sandbox?: Sandbox | null;
  /** Stops the run; its reason is a `RunAbort`. */
  signal: AbortSignal;
  /** Stops the hooks that run after the result is known, and those to come; its reason is a `RunAbort`. */
  hooksSignal?: AbortSignal;
  /** From here on processes are killed without grace. */
  killSignal?: AbortSignal;
  /** Where the limit of the plan comes from, when not from the definition; for messages. */
  timeoutOrigin?: string;
  /** Is given what changes the limit of the run while it goes, in ms from its start. */
  onSteer?: (changeLimit: (ms: number, origin: string) => void) => void;
  /** From SIGTERM to SIGKILL, in ms; 10 s when not given. */
  grace?: number;
  /** The limit of each onSuccess and onFailure, in ms. */
  hookTimeoutMs?: number;
  /** How long to wait for output after a command ended, in ms, when something it left holds the pipe; 5 s when not given. */
  drainMs?: number;
  /** From a pool that many runs share; the run makes its own when not given. */
  pipes?: OutputPipes;
  /** Is given the removal of the run's temporary folder, which the run then does not wait for. It may reject. */
  onRemoval?: (removal: Promise<void>) => void;
  /** The first so many stages are not run: an earlier run in this workspace did. */
  takenOver?: readonly TakenOver[];
  /** What the commands of that run have set for later ones. */
  exported?: Exported;
  /** Called as a stage begins, with what the commands before it have set for later ones: copy what is kept. */
  onStage?: (exported: Exported) => void;
  /** Called synchronously at every change. The record is one mutable tree: serialise it, do not keep it. */
  onChange: (record: RunRecord, change: RunChange) => void;
  /** After the bytes are in the log's file. `bytes` is valid only during the call: copy what is kept. */
  onOutput?: (log: string, offset: number, bytes: Buffer) => void;
}

/**
 * Runs a plan: job onStart, the stages, job onSuccess or onFailure, and ends every process that is left.
 * The first step that fails ends its stage and the job. Whatever goes wrong is in the record: a run that
 * the system's fault ended has the status `error`. It throws only what the caller's own functions throw.
 */
export async function runPlan(options: RunOptions): Promise<RunRecord> {
  const run = openRun(options);
  const job: HookOwner = {
    hooks: run.plan.hooks,
    records: run.record.hooks,
    scope: run.scope,
    startedAt: run.startedAt,
    layers: [run.nodeEnvironment, run.plan.env, run.exported.env, run.callerEnvironment],
    stage: null,
  };
  try {
    run.record.status = 'running';
    changed(run, { kind: 'run', run: run.record });
    if (run.scope.stopped !== null) run.end = endByStop(run.scope.stopped);
    else await runJob(run, job, options.preparation ?? null);
    skipStages(run);
  } finally {
    await closeRun(run, options);
  }
  run.record.status = run.end?.status ?? 'success';
  if (run.end !== null) run.record.reason = run.mask(run.end.reason);
  changed(run, { kind: 'run', run: run.record });
  return run.record;
}

async function runJob(run: Run, job: HookOwner, preparation: Preparation | null): Promise<void> {
  if (preparation !== null) await runPreparation(run, preparation);
  if (run.end === null && run.user !== null) await giveTo(run.user, run.workspace, run.tmp);
  if (run.end === null) await runStartHook(run, job);
  for (let index = 0; index < run.plan.stages.length && run.end === null; index += 1) {
    if (run.record.stages[index]?.takenFrom === undefined) await runStage(run, index);
  }
  skipStages(run);
  run.scope.liftLimit();
  await runEndHooks(run, job);
}
