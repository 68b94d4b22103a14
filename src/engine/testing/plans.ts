import type { HookPlan, Plan, StagePlan, StepPlan } from '../../definition/plan.ts';
import type { HookName } from '../record.ts';

/** Parts of a plan for tests: what a test does not name has the value that an empty definition gives. */

export const plan = (given: Partial<Plan> = {}): Plan => ({
  timeoutMs: null,
  env: {},
  hooks: [],
  artifacts: [],
  summary: 'summary.md',
  checkoutLog: 'checkout.log',
  stages: [],
  ...given,
});

export const stage = (title: string, steps: StepPlan[], given: Partial<StagePlan> = {}): StagePlan => ({
  title,
  slug: title,
  env: {},
  timeoutMs: null,
  hooks: [],
  steps: steps.map((one) => ({ ...one, log: `${title}/${one.log}` })),
  ...given,
});

/** Its log is given without the stage: `stage` adds that. */
export const step = (title: string, command: string, given: Partial<StepPlan> = {}): StepPlan => ({
  title,
  log: `${title}.log`,
  command,
  shell: 'bash',
  ignoreExitCode: false,
  env: {},
  workingDirectory: null,
  retries: 0,
  backOff: null,
  retryOn: null,
  timeoutMs: null,
  timeoutSilenceMs: null,
  ...given,
});

export const hook = (name: HookName, commands: string | string[], folder = ''): HookPlan => ({
  hook: name,
  commands: [commands].flat(),
  log: `${folder}${name}.log`,
});
