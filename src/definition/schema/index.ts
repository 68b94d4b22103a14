import type { Static } from 'typebox';
import type { Job } from './job.ts';
import type { Parameter } from './parameter.ts';
import type { Stage } from './stage.ts';
import type { Step } from './step.ts';

/**
 * The job file. From this schema come the types, the checks (`check-shape.ts`), the published JSON Schema
 * and the reference page's test. Only draft-07 keywords, because YAML editors know no more.
 */
export { Checkout } from './checkout.ts';
export { Job } from './job.ts';
export { Parameter } from './parameter.ts';
export * from './patterns.ts';
export { Reports } from './results.ts';
export { Schedule } from './schedule.ts';
export { Stage } from './stage.ts';
export { Step } from './step.ts';

export type Definition = Static<typeof Job>;
export type StageDefinition = Static<typeof Stage>;
export type StepDefinition = Static<typeof Step>;
export type ParameterDefinition = Static<typeof Parameter>;
