import { DroverError } from '../errors/error.ts';
import { readAssignments } from './run/read-assignments.ts';

/** The values of `-p NAME=VALUE`. Throws USAGE with every one that cannot be read. */
export function givenParameters(assignments: readonly string[] = []): Record<string, string> {
  const given = readAssignments(assignments);
  if ('values' in given) return given.values;
  throw new DroverError('USAGE', { detail: 'The parameters cannot be read.' }, { problems: given.problems });
}
