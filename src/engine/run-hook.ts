import type { HookPlan, StagePlan } from '../definition/plan.ts';
import { commandEnvironment, type Environment } from './environment.ts';
import type { HookName, HookRecord, StageRecord } from './record.ts';
import { changed, endByStop, type Run, secondsSince } from './run.ts';
import { runLogged } from './run-logged.ts';
import { Scope } from './stop.ts';

/** The job or a stage, whose hooks are to run. */
export interface HookOwner {
  hooks: HookPlan[];
  records: HookRecord[];
  scope: Scope;
  startedAt: number;
  layers: Environment[];
  stage: { plan: StagePlan; record: StageRecord; index: number } | null;
}

/** `onStart`, under the limit of what it starts. Its result is a warning at most. */
export async function runStartHook(run: Run, owner: HookOwner): Promise<void> {
  await runHook(run, owner, 'onStart', owner.scope);
  noteStop(run, owner);
}

/**
 * `onSuccess` or `onFailure`, each under the hooks' own limit. A cancel or the job's timeout ends an
 * `onSuccess` under way, and then `onFailure` has its turn too; an `onFailure` runs on, since it is what a
 * cancel would run anyway. After a fault of the system there are no more hooks.
 */
export async function runEndHooks(run: Run, owner: HookOwner): Promise<void> {
  if (run.end === null) await runLimited(run, owner, 'onSuccess', owner.scope);
  noteStop(run, owner);
  if (run.end !== null && run.end.status !== 'error')
    await runLimited(run, owner, 'onFailure', run.lateScope);
}

/** The first cause counts. */
function noteStop(run: Run, owner: HookOwner): void {
  if (run.end !== null || owner.scope.stopped === null) return;
  run.end = endByStop(owner.scope.stopped, owner.stage === null ? {} : { stage: owner.stage.record });
}

async function runLimited(run: Run, owner: HookOwner, name: HookName, outer: Scope): Promise<void> {
  const scope = new Scope(outer, { name: 'hook', ms: run.hookTimeoutMs });
  await runHook(run, owner, name, scope);
  scope.close();
}

async function runHook(run: Run, owner: HookOwner, name: HookName, scope: Scope): Promise<void> {
  const plan = owner.hooks.find((hook) => hook.hook === name);
  if (plan === undefined || scope.stopped !== null) return;
  const record = newRecord(plan, name);
  owner.records.push(record);
  changed(run, { kind: 'hook', stage: owner.stage?.record ?? null, hook: record });
  const environment = commandEnvironment(run, owner.layers, placeOf(run, owner, plan));
  const ending = await runLogged(
    run,
    scope,
    record,
    plan.commands.map((command) => ({ command, shell: 'bash', directory: null, environment })),
  );
  record.status = ending.status;
  if (ending.reason !== undefined) {
    record.reason = ending.reason;
    run.record.warnings += 1;
  }
  changed(run, { kind: 'hook', stage: owner.stage?.record ?? null, hook: record });
}

function placeOf(run: Run, owner: HookOwner, plan: HookPlan) {
  const result = plan.hook === 'onStart' ? null : (run.end?.status ?? 'success');
  return {
    CI_HOOK: plan.hook,
    CI_STAGE_NAME: owner.stage?.plan.title,
    CI_STAGE_INDEX: owner.stage === null ? null : owner.stage.index + 1,
    CI_LOG_FILE: `${run.logFolder}/${plan.log}`,
    CI_BUILD_STATUS: run.end?.status ?? 'success',
    CI_RESULT: result,
    CI_RESULT_CHANGE: result === null ? null : resultChange(run, result),
    CI_FAILED_STAGE: run.end?.stage?.title,
    CI_FAILED_STEP: run.end?.step?.title,
    CI_EXIT_CODE: run.end?.step?.exitCode,
    CI_DURATION_SECONDS: result === null ? null : secondsSince(owner.startedAt),
    CI_CANCELLED_BY: run.end?.by,
  };
}

/** Against the last build before this one that came to a result; none where that is not known. */
function resultChange(run: Run, result: string): string | null {
  const before = run.callerEnvironment['CI_PREV_BUILD_STATUS'];
  if (before === undefined) return null;
  if ((before === 'success') === (result === 'success')) return 'same';
  return result === 'success' ? 'fixed' : 'broken';
}

const newRecord = (plan: HookPlan, hook: HookName): HookRecord => ({
  hook,
  status: 'running',
  exitCode: null,
  signal: null,
  startedAt: new Date().toISOString(),
  finishedAt: null,
  durationMs: null,
  log: plan.log,
  bytes: 0,
  lines: 0,
});
