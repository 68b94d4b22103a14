import type { Plan, StagePlan } from '../definition/plan.ts';
import type { RunRecord, StageRecord } from './record.ts';

/** Of a stage that is not run, because another run has done it. */
export interface TakenOver {
  /** Which run; a name of the caller's. */
  readonly takenFrom: string;
  /** For people. */
  readonly reason: string;
}

/** The record of a run that has not begun; the first stages may be taken over. */
export function newRunRecord(plan: Plan, takenOver: readonly TakenOver[] = []): RunRecord {
  const stages = plan.stages.map(newStageRecord);
  for (const [index, { takenFrom, reason }] of takenOver.entries()) {
    const stage = stages[index];
    if (stage === undefined) break;
    Object.assign(stage, { status: 'skipped', takenFrom, reason } satisfies Partial<StageRecord>);
    for (const step of stage.steps) step.status = 'skipped';
  }
  return { status: 'pending', warnings: 0, hooks: [], stages, leftProcesses: [] };
}

function newStageRecord(plan: StagePlan): StageRecord {
  return {
    title: plan.title,
    status: 'pending',
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    hooks: [],
    steps: plan.steps.map(({ title, log }) => ({
      title,
      status: 'pending',
      exitCode: null,
      signal: null,
      startedAt: null,
      finishedAt: null,
      durationMs: null,
      log,
      bytes: 0,
      lines: 0,
      attempts: 0,
    })),
  };
}

/**
 * Where an attempt prints: `Build/Unit.log`, then `Build/Unit.2.log`. A step that is itself named `Unit.2`
 * keeps its log: the attempt's name then gets `-retry` more.
 */
export function attemptLog(stage: StagePlan, log: string, attempt: number): string {
  if (attempt === 1) return log;
  const taken = new Set(stage.steps.map((step) => step.log.toLowerCase()));
  let name = `${log.replace(/\.log$/, '')}.${attempt}`;
  while (taken.has(`${name}.log`.toLowerCase())) name += '-retry';
  return `${name}.log`;
}
