export type { RunChange } from './change.ts';
export type { Exported } from './command-files.ts';
export { removeLeftBehind } from './left-behind.ts';
export { OutputPipes } from './output-pipes.ts';
export type * from './record.ts';
export { runPlan } from './run-plan.ts';
export { newRunRecord, type TakenOver } from './run-records.ts';
export type { RunAbort } from './stop.ts';
