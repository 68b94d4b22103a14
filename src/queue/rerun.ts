import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId } from '../state/build.ts';
import type { QueueContext } from './context.ts';
import { resumptionOf } from './resume.ts';
import { submitBuild } from './submit.ts';

export interface Rerun {
  /** Who asks for it. */
  readonly by: string;
  /** Values to take instead of the stored ones. */
  readonly parameters?: Record<string, unknown> | undefined;
  /** Without it that of the stored definition. */
  readonly priority?: number | undefined;
  /** Go on in the workspace that the build left, from the stage that failed. */
  readonly from?: 'failedStage' | undefined;
}

/**
 * A new build with the stored definition and parameters of an earlier one. Values of password parameters
 * are not stored: they have to be given again. Throws BUILD_NOT_FOUND and what `submitBuild` does; from the failed stage
 * also BUILD_RUNNING, WORKSPACE_GONE, WORKSPACE_TAKEN.
 */
export async function rerunBuild(
  context: QueueContext,
  job: string,
  number: number,
  { by, parameters: given = {}, priority, from }: Rerun,
): Promise<BuildDocument> {
  const build = await context.state.builds.get(job, number);
  const resumption = from === 'failedStage' ? resumptionOf(build) : null;
  const passwords = (build.definition.parameters ?? []).filter(
    ({ type, title }) => type === 'password' && title in build.parameters,
  );
  const missing = passwords.filter(({ title }) => !(title in given));
  if (missing.length > 0) {
    throw new DroverError(
      'PARAMETERS_INVALID',
      { detail: 'values of password parameters are not kept, so a rerun needs them again.' },
      {
        problems: missing.map(({ title }) => ({
          path: `parameters.${title}`,
          message: `Give a value for "${title}".`,
        })),
      },
    );
  }
  return submitBuild(context, {
    job,
    parameters: { ...build.parameters, ...given },
    cause: { kind: 'rerun', by, of: buildId(job, number) },
    priority,
    definition: build.definition,
    ...(resumption === null ? {} : { resumption }),
    ...(build.github === undefined ? {} : { github: build.github }),
  });
}
