import type { CommandRecord, HookRecord, StepRecord } from '../../../../src/engine/record.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { asStatus, type Status } from '../../ui/status-mark.tsx';

/** One command of a build: a step, a hook, or the checkout. */
export interface Command {
  readonly kind: 'checkout' | 'hook' | 'step';
  readonly title: string;
  /** Title of its stage; empty for what belongs to the whole build. */
  readonly stage: string;
  readonly record: CommandRecord & Partial<StepRecord>;
}

export interface StageOfBuild {
  readonly title: string;
  readonly status: string;
  readonly durationMs: number | null;
  readonly startedAt: string | null;
  readonly reason: string | undefined;
  readonly commands: readonly Command[];
}

/** What a build does, in order. */
export interface Outline {
  readonly before: readonly Command[];
  readonly stages: readonly StageOfBuild[];
  readonly after: readonly Command[];
}

type Build = Pick<BuildSummary, 'hooks' | 'stages'> & { checkout?: CommandRecord | undefined };

const isStart = ({ hook }: HookRecord): boolean => hook === 'onStart';

export function outlineOfBuild({ hooks, stages, checkout }: Build): Outline {
  const start = hooks.filter(isStart).map((hook) => hookCommand(hook, ''));
  return {
    before:
      checkout === undefined
        ? start
        : [{ kind: 'checkout', title: 'checkout', stage: '', record: checkout }, ...start],
    stages: stages.map((stage) => ({
      title: stage.title,
      status: stage.status,
      durationMs: stage.durationMs,
      startedAt: stage.startedAt,
      reason: stage.reason,
      commands: [
        ...stage.hooks.filter(isStart).map((hook) => hookCommand(hook, stage.title)),
        ...stage.steps.map(
          (step): Command => ({ kind: 'step', title: step.title, stage: stage.title, record: step }),
        ),
        ...stage.hooks.filter((hook) => !isStart(hook)).map((hook) => hookCommand(hook, stage.title)),
      ],
    })),
    after: hooks.filter((hook) => !isStart(hook)).map((hook) => hookCommand(hook, '')),
  };
}

const hookCommand = (record: HookRecord, stage: string): Command => ({
  kind: 'hook',
  title: record.hook,
  stage,
  record,
});

export const commandsOf = ({ before, stages, after }: Outline): Command[] => [
  ...before,
  ...stages.flatMap(({ commands }) => commands),
  ...after,
];

/** As `Test ▸ Unit`. */
export const titleOf = ({ stage, title }: Pick<Command, 'stage' | 'title'>): string =>
  stage === '' ? title : `${stage} ▸ ${title}`;

/** An ignored failure and a failed hook are warnings: neither ended the build. */
export function statusOf({ record, kind }: Command): Status {
  const status = asStatus(record.status);
  const isWarning =
    record.ignored === true || (kind === 'hook' && (status === 'failure' || status === 'timed_out'));
  return isWarning ? 'warning' : status;
}

const bad: ReadonlySet<string> = new Set(['failure', 'timed_out', 'error']);

/** The command that ended the build; null when none did. */
export function culpritOf(outline: Outline): Command | null {
  const commands = commandsOf(outline).filter(({ kind }) => kind !== 'hook');
  return (
    commands.find(({ record }) => bad.has(record.status) && record.ignored !== true) ??
    commands.find(({ record }) => record.status === 'cancelled') ??
    null
  );
}

/** The command that runs, or ran last. */
export function currentOf(outline: Outline): Command | null {
  const commands = commandsOf(outline);
  const running = commands.findLast(({ record }) => record.status === 'running');
  return running ?? commands.findLast(({ record }) => record.startedAt !== null) ?? null;
}

/** What a reader wants to see who has chosen nothing. */
export function interestingOf(outline: Outline, isOver: boolean): Command | null {
  const steps = commandsOf(outline).filter(({ kind }) => kind === 'step');
  const loud = steps.findLast(({ record }) => record.lines > 0);
  return (
    (isOver ? culpritOf(outline) : null) ?? (isOver ? loud : null) ?? currentOf(outline) ?? steps[0] ?? null
  );
}

/** Whose log it is, also that of an earlier attempt. */
export const commandOfLog = (outline: Outline, log: string): Command | null =>
  commandsOf(outline).find(({ record }) => record.log === log || record.earlierLogs?.includes(log)) ?? null;
