import type { CommandRecord, HookRecord, RunRecord } from '../engine/record.ts';

export interface LogOfBuild {
  /** Titles for people; the stage is empty for a hook of the job. */
  readonly stage: string;
  readonly step: string;
  readonly command: CommandRecord;
}

/** The commands of a run that have started, in the order in which they ran. */
export function logsOf(run: Pick<RunRecord, 'hooks' | 'stages'>): LogOfBuild[] {
  const ofJob = (hooks: HookRecord[]): LogOfBuild[] =>
    hooks.map((command) => ({ stage: '', step: command.hook, command }));
  const started = (hook: HookRecord): boolean => hook.hook === 'onStart';
  const stages = run.stages.flatMap((stage) => {
    const hooks = (those: HookRecord[]) =>
      those.map((command) => ({ stage: stage.title, step: command.hook, command }));
    return [
      ...hooks(stage.hooks.filter(started)),
      ...stage.steps.map((command) => ({ stage: stage.title, step: command.title, command })),
      ...hooks(stage.hooks.filter((hook) => !started(hook))),
    ];
  });
  const all = [
    ...ofJob(run.hooks.filter(started)),
    ...stages,
    ...ofJob(run.hooks.filter((hook) => !started(hook))),
  ];
  return all.filter(({ command }) => command.startedAt !== null);
}
