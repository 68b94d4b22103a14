import type { Plan, StagePlan } from '../definition/plan.ts';
import type { RunRecord, StageRecord } from './record.ts';

/** The record of a run that has not begun. */
export function newRunRecord(plan: Plan): RunRecord {
  return {
    status: 'pending',
    warnings: 0,
    hooks: [],
    stages: plan.stages.map(newStageRecord),
    leftProcesses: [],
  };
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
