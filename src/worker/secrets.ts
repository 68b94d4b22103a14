import type { BuildDocument } from '../state/build.ts';
import type { State } from '../state/index.ts';

export interface GivenSecrets {
  /** By name. */
  readonly values: Record<string, string>;
  /** Why some are not given, a sentence each. */
  readonly notes: string[];
}

/**
 * The secrets that the definition of a build names, as they are now. A build of a fork's pull request gets none:
 * whoever opened that wrote what it runs. Throws SECRET_MISSING, SECRET_KEY_MISSING.
 */
export async function secretsFor(
  { jobs, secrets }: Pick<State, 'jobs' | 'secrets'>,
  { job, definition, github }: BuildDocument,
): Promise<GivenSecrets> {
  const names = definition.secrets ?? [];
  if (names.length === 0) return { values: {}, notes: [] };
  const { meta } = await jobs.get(job);
  if (github?.pullRequest?.fork === true || isOfFork(meta.github)) {
    const are = names.length === 1 ? `The secret ${names[0]} is` : `The secrets ${names.join(', ')} are`;
    return { values: {}, notes: [`${are} not set: pull requests from forks get none.`] };
  }
  return { values: await secrets.read(meta, names), notes: [] };
}

/** Also of a build that somebody starts by hand: a copy of a job for a fork's pull request stays that. */
function isOfFork(github: Record<string, unknown> | object | undefined): boolean {
  const { pullRequest } = (github ?? {}) as { pullRequest?: { fork?: unknown } };
  return pullRequest !== undefined && pullRequest.fork !== false;
}
