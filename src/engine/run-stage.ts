import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { StagePlan } from '../definition/plan.ts';
import type { StageRecord } from './record.ts';
import { changed, endByStop, type Run } from './run.ts';
import { type HookOwner, runEndHooks, runStartHook } from './run-hook.ts';
import { runStep } from './run-step.ts';
import { Scope } from './stop.ts';

/** onStart, the steps up to the first that ends the run, onSuccess or onFailure. */
export async function runStage(run: Run, index: number): Promise<void> {
  const plan = run.plan.stages[index] as StagePlan;
  const record = run.record.stages[index] as StageRecord;
  const scope = new Scope(run.scope, { name: 'stage', ms: plan.timeoutMs });
  const startedAt = performance.now();
  const layers = [run.nodeEnvironment, run.plan.env, plan.env, run.exported.env, run.callerEnvironment];
  const owner: HookOwner = {
    hooks: plan.hooks,
    records: record.hooks,
    scope,
    startedAt,
    layers,
    stage: { plan, record, index },
  };

  run.onStage?.(run.exported);
  start(run, record);
  await makeLogFolder(run, plan.slug);
  await runStartHook(run, owner);
  for (let stepIndex = 0; stepIndex < plan.steps.length && run.end === null; stepIndex += 1) {
    await runStep(run, scope, { stage: record, stagePlan: plan, stageIndex: index, stepIndex, layers });
    if (scope.stopped !== null) run.end ??= endByStop(scope.stopped, { stage: record });
  }
  scope.liftLimit();
  skipSteps(run, record);
  await runEndHooks(run, owner);
  scope.close();
  finish(run, record, startedAt);
}

/** The stages that an end left out. */
export function skipStages(run: Run): void {
  for (const stage of run.record.stages) {
    if (stage.status !== 'pending') continue;
    skipSteps(run, stage);
    stage.status = 'skipped';
    changed(run, { kind: 'stage', stage });
  }
}

function skipSteps(run: Run, stage: StageRecord): void {
  for (const step of stage.steps) {
    if (step.status !== 'pending') continue;
    step.status = 'skipped';
    changed(run, { kind: 'step', stage, step });
  }
}

/** A folder that cannot be made shows as a log that cannot be written, with the first command. */
async function makeLogFolder(run: Run, slug: string): Promise<void> {
  await mkdir(join(run.logFolder, slug), { recursive: true }).catch(() => undefined);
}

function start(run: Run, record: StageRecord): void {
  record.status = 'running';
  record.startedAt = new Date().toISOString();
  changed(run, { kind: 'stage', stage: record });
}

function finish(run: Run, record: StageRecord, startedAt: number): void {
  record.status = run.end?.status ?? 'success';
  if (run.end !== null) record.reason = run.mask(run.end.reason);
  record.finishedAt = new Date().toISOString();
  record.durationMs = Math.round(performance.now() - startedAt);
  changed(run, { kind: 'stage', stage: record });
}
