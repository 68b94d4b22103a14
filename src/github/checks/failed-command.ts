import type { BuildDocument } from '../../state/build.ts';

/** The command that a build failed by. */
export interface FailedCommand {
  /** As `Test ▸ Unit`. */
  readonly title: string;
  /** Path below the build's folder. */
  readonly log: string;
}

const bad: ReadonlySet<string> = new Set(['failure', 'timed_out', 'error']);

/** Null where no command failed. Where several did, as steps side by side do, the first. */
export function failedCommandOf({ checkout, stages }: BuildDocument): FailedCommand | null {
  if (checkout !== undefined && bad.has(checkout.status)) return { title: 'Checkout', log: checkout.log };
  for (const stage of stages)
    for (const step of stage.steps)
      if (bad.has(step.status) && step.ignored !== true)
        return { title: `${stage.title} ▸ ${step.title}`, log: step.log };
  return null;
}
