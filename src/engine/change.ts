import type { CommandRecord, HookRecord, RunRecord, StageRecord, StepRecord } from './record.ts';

/**
 * What changed its status (for a step also: went into its next attempt). The parts belong to the record
 * that comes with it, the one mutable tree of the run.
 */
export type RunChange =
  | { kind: 'run'; run: RunRecord }
  | { kind: 'checkout'; checkout: CommandRecord }
  | { kind: 'stage'; stage: StageRecord }
  | { kind: 'step'; stage: StageRecord; step: StepRecord }
  /** `stage` is null for a hook of the job. */
  | { kind: 'hook'; stage: StageRecord | null; hook: HookRecord };
