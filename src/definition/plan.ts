import { parseDuration } from '../lib/duration.ts';
import { FileNames } from '../lib/safe-file-name.ts';
import type { Definition, StageDefinition, StepDefinition } from './schema/index.ts';

/** A definition made ready to run: everything is said, times are milliseconds, every log has its path. */
export interface Plan {
  readonly timeoutMs: number | null;
  readonly env: Record<string, string>;
  /** In the order onStart, onSuccess, onFailure; only those that the definition has. */
  readonly hooks: HookPlan[];
  readonly artifacts: string[];
  /** Path below the build's folder of what the commands write to `CI_SUMMARY`. */
  readonly summary: string;
  /** Path of the log of the checkout below the build's folder. */
  readonly checkoutLog: string;
  readonly stages: StagePlan[];
}

export interface StagePlan {
  readonly title: string;
  /** Folder of the stage's logs below the build's folder. */
  readonly slug: string;
  readonly env: Record<string, string>;
  readonly timeoutMs: number | null;
  readonly hooks: HookPlan[];
  readonly steps: StepPlan[];
}

export interface StepPlan {
  readonly title: string;
  /** Path of the log below the build's folder, with `/`. */
  readonly log: string;
  readonly command: string;
  readonly shell: 'bash' | 'sh';
  readonly ignoreExitCode: boolean;
  readonly env: Record<string, string>;
  /** Below the workspace; null for the workspace itself. */
  readonly workingDirectory: string | null;
  readonly retries: number;
  /** Before each retry; null: at once. */
  readonly backOff: BackOff | null;
  /** Exit codes after which another attempt is worth it; null: all. */
  readonly retryOn: readonly number[] | null;
  readonly timeoutMs: number | null;
  readonly timeoutSilenceMs: number | null;
}

export interface BackOff {
  readonly delayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number | null;
}

export interface HookPlan {
  readonly hook: (typeof hookNames)[number];
  readonly commands: string[];
  readonly log: string;
}

const hookNames = ['onStart', 'onSuccess', 'onFailure'] as const;

/** How often a build runs when its workers are lost. */
export const mostAttempts = 3;

const attemptFolder = (attempt: number): string => `attempt-${attempt}/`;

/** What stands in a build's folder beside the folders of the stages. */
const reservedInBuild = [
  'artifacts',
  'build.json',
  'test-results.json',
  'summary.md',
  'checkout.log',
  'checkout.idx',
  ...Array.from({ length: mostAttempts - 1 }, (_, index) => attemptFolder(index + 2).slice(0, -1)),
  ...hookNames.flatMap((hook) => [`${hook}.log`, `${hook}.idx`]),
];

/**
 * Every attempt of a build has logs of its own, so that what a lost worker still writes mixes with nothing: those of
 * the second lie in `attempt-2/`.
 */
export function planOf(definition: Definition, attempt = 1): Plan {
  const slugs = new FileNames(reservedInBuild);
  const folder = attempt === 1 ? '' : attemptFolder(attempt);
  return {
    timeoutMs: milliseconds(definition.timeout),
    env: texts(definition.env),
    hooks: hooksOf(definition, folder),
    artifacts: [...(definition.artifacts ?? [])],
    summary: `${folder}summary.md`,
    checkoutLog: `${folder}checkout.log`,
    stages: definition.stages.map((stage, index) => stagePlan(stage, index + 1, slugs, folder)),
  };
}

function stagePlan(stage: StageDefinition, number: number, slugs: FileNames, folder: string): StagePlan {
  const slug = folder + slugs.take(stage.title ?? '', `stage-${number}`);
  const logs = new FileNames(hookNames);
  return {
    title: stage.title?.trim() || `Stage ${number}`,
    slug,
    env: texts(stage.env),
    timeoutMs: milliseconds(stage.timeout),
    hooks: hooksOf(stage, `${slug}/`),
    steps: stage.steps.map((step, index) => stepPlan(step, index + 1, slug, logs)),
  };
}

function stepPlan(step: StepDefinition, number: number, folder: string, logs: FileNames): StepPlan {
  return {
    title: step.title?.trim() || `Step ${number}`,
    log: `${folder}/${logs.take(step.title ?? '', `step-${number}`)}.log`,
    command: step.command,
    shell: step.shell ?? 'bash',
    ignoreExitCode: step.ignoreExitCode ?? false,
    env: texts(step.env),
    workingDirectory: step.workingDirectory ?? null,
    ...retryPlan(step.retry ?? 0),
    timeoutMs: milliseconds(step.timeout),
    timeoutSilenceMs: milliseconds(step.timeoutSilence),
  };
}

function retryPlan(
  retry: NonNullable<StepDefinition['retry']>,
): Pick<StepPlan, 'retries' | 'backOff' | 'retryOn'> {
  if (typeof retry === 'number') return { retries: retry, backOff: null, retryOn: null };
  const { max, delay, backoff = 1, maxDelay, exitCodes = null } = retry;
  const delayMs = milliseconds(delay);
  return {
    retries: max,
    backOff: delayMs === null ? null : { delayMs, factor: backoff, maxDelayMs: milliseconds(maxDelay) },
    retryOn: exitCodes,
  };
}

function hooksOf(owner: Definition | StageDefinition, folder: string): HookPlan[] {
  return hookNames.flatMap((hook) => {
    const commands = owner[hook];
    if (commands === undefined) return [];
    return [{ hook, commands: [commands].flat(), log: `${folder}${hook}.log` }];
  });
}

const milliseconds = (duration: string | undefined): number | null =>
  duration === undefined ? null : parseDuration(duration);

const texts = (env: Definition['env'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
