export type { RunChange } from './change.ts';
export {
  decodeRecord,
  encodeRecord,
  indexPathOf,
  type LineIndexRecord,
  RECORD_BYTES,
} from './line-index-format.ts';
export { OutputPipes } from './output-pipes.ts';
export type * from './record.ts';
export { type RunOptions, runPlan } from './run-plan.ts';
export { newRunRecord } from './run-records.ts';
export type { RunAbort } from './stop.ts';
