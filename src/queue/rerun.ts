import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId } from '../state/build.ts';
import type { QueueContext } from './context.ts';
import { submitBuild } from './submit.ts';

/**
 * A new build with the stored definition and parameters of an earlier one. Values of password parameters
 * are not stored: they have to be given again.
 */
export async function rerunBuild(
  context: QueueContext,
  job: string,
  number: number,
  by: string,
  given: Record<string, unknown> = {},
): Promise<BuildDocument> {
  const build = await context.state.builds.get(job, number);
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
    definition: build.definition,
  });
}
