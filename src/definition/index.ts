/** The job file: text in, a definition or every problem of it out. Pure: no clock, no disk, no network. */
export { checkDefinition } from './check.ts';
export { environmentName } from './environment-name.ts';
export { formatProblems } from './format-problems.ts';
export { jsonSchema } from './json-schema.ts';
export { type ResolvedParameters, resolveParameters } from './parameters.ts';
export { type ParseOptions, type ParseResult, parseDefinition } from './parse.ts';
export { type HookPlan, type Plan, planOf, type StagePlan, type StepPlan } from './plan.ts';
export { type Definition, Job as DefinitionSchema } from './schema.ts';
