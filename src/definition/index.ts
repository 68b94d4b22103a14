/** The job file: text in, a definition or every problem of it out. Pure: no clock, no disk, no network. */

export { checkDefinition } from './check.ts';
export type { CheckoutPlan } from './checkout.ts';
export { concurrencyOf } from './concurrency.ts';
export { nextRun, zonedTime } from './cron/index.ts';
export { formatProblems } from './format-problems.ts';
export { passwordsOf, resolveParameters } from './parameters.ts';
export { parseDefinition } from './parse.ts';
export { mostAttempts, planOf } from './plan.ts';
export { type SchedulePlan, schedulesOf } from './schedules.ts';
export type { Definition } from './schema/index.ts';
export { writtenText, yamlText } from './yaml-text.ts';
