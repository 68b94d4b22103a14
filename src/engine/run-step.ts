import type { BackOff, StagePlan, StepPlan } from '../definition/plan.ts';
import type { RunChange } from './change.ts';
import { commandEnvironment, type Environment } from './environment.ts';
import type { StageRecord, StepRecord } from './record.ts';
import { isRetried, retryDelay, waitUnlessStopped } from './retry.ts';
import { changed, type End, endByStop, nameOf, type Run } from './run.ts';
import { type Ending, endingOfStop, runLogged } from './run-logged.ts';
import { attemptLog } from './run-records.ts';
import { watchSilence } from './silence.ts';
import { Scope, statusOf } from './stop.ts';

export interface StepPlace {
  stage: StageRecord;
  stagePlan: StagePlan;
  stageIndex: number;
  stepIndex: number;
  layers: Environment[];
}

/** Runs a step, with its retries, and says in `run.end` when the run ends with it. */
export async function runStep(run: Run, stageScope: Scope, place: StepPlace): Promise<void> {
  const plan = place.stagePlan.steps[place.stepIndex] as StepPlan;
  const record = place.stage.steps[place.stepIndex] as StepRecord;
  const change = { kind: 'step', stage: place.stage, step: record } as const;
  let ending: Ending;
  for (;;) {
    if (record.attempts > 0) {
      record.earlierLogs = [...(record.earlierLogs ?? []), record.log];
      record.retryMs = Math.max(0, Date.now() - Date.parse(record.startedAt ?? ''));
    }
    record.attempts += 1;
    record.log = attemptLog(place.stagePlan, plan.log, record.attempts);
    record.status = 'running';
    record.startedAt ??= new Date().toISOString();
    changed(run, change);
    ending = await runAttempt(run, stageScope, plan, record, place);
    if (!isRetried(plan, record, ending)) break;
    if (plan.backOff !== null) await pause(run, stageScope, plan.backOff, record, change);
    if (stageScope.stopped !== null) {
      ending = endingOfStop(stageScope.stopped);
      break;
    }
  }
  settle(run, plan, record, ending);
  if (ending.status !== 'success' && record.ignored === undefined)
    run.end = endOf(stageScope, place.stage, record, ending);
  changed(run, change);
}

/** A stop during the pause ends the step as it would have ended an attempt. */
async function pause(
  run: Run,
  scope: Scope,
  backOff: BackOff,
  record: StepRecord,
  change: RunChange,
): Promise<void> {
  const ms = retryDelay(backOff, record.attempts);
  record.retryAt = new Date(Date.now() + ms).toISOString();
  changed(run, change);
  await waitUnlessStopped(scope, ms);
  delete record.retryAt;
}

function endOf(stageScope: Scope, stage: StageRecord, step: StepRecord, ending: Ending): End {
  const stop = stageScope.stopped;
  if (stop !== null && statusOf(stop) === ending.status) return endByStop(stop, { stage, step });
  const link = ending.byExitCode ? ' ' : ': ';
  const status = ending.status as End['status'];
  return { status, reason: `${nameOf({ stage, step })}${link}${step.reason}`, stage, step };
}

async function runAttempt(
  run: Run,
  stageScope: Scope,
  plan: StepPlan,
  record: StepRecord,
  place: StepPlace,
): Promise<Ending> {
  const environment = commandEnvironment(
    run,
    [...place.layers.slice(0, -1), plan.env, ...place.layers.slice(-1)],
    {
      CI_STAGE_NAME: place.stagePlan.title,
      CI_STAGE_INDEX: place.stageIndex + 1,
      CI_STEP_NAME: plan.title,
      CI_STEP_URL: stepUrl(run, record),
      CI_STEP_INDEX: place.stepIndex + 1,
      CI_STEP_ATTEMPT: record.attempts,
      CI_STEP_TIMEOUT: plan.timeoutMs === null ? null : plan.timeoutMs / 1000,
      CI_LOG_FILE: `${run.logFolder}/${record.log}`,
      CI_BUILD_STATUS: 'success',
    },
  );
  const scope = new Scope(stageScope, { name: 'step', ms: plan.timeoutMs });
  const { command, shell, workingDirectory: directory, timeoutSilenceMs } = plan;
  const listening = timeoutSilenceMs === null ? () => {} : watchSilence(scope, record, timeoutSilenceMs);
  const ending = await runLogged(run, scope, record, [{ command, shell, directory, environment }]);
  listening();
  scope.close();
  return ending;
}

/** Where the page shows it; only where there is a page. */
function stepUrl(run: Run, { log }: StepRecord): string | null {
  const build = run.callerEnvironment['CI_BUILD_URL'];
  return build === undefined ? null : `${build}#${log.replace(/\.log$/, '')}`;
}

function settle(run: Run, plan: StepPlan, record: StepRecord, ending: Ending): void {
  record.status = ending.status;
  if (ending.status === 'success' && record.attempts > 1) {
    record.flaky = true;
    run.record.flaky = true;
  }
  if (ending.reason === undefined) return;
  const tries = record.attempts > 1 ? ` (${record.attempts} attempts)` : '';
  record.reason = `${ending.reason}${tries}`;
  if (!plan.ignoreExitCode || !ending.byExitCode) return;
  record.ignored = true;
  run.record.warnings += 1;
}
