import { DroverError } from '../errors/error.ts';
import { ServerProblem } from './client/server-problem.ts';
import { readAssignments } from './run/read-assignments.ts';

/** The values of `-p NAME=VALUE`. Throws USAGE with every one that cannot be read. */
export function givenParameters(assignments: readonly string[] = []): Record<string, string> {
  const given = readAssignments(assignments);
  if ('values' in given) return given.values;
  throw new DroverError('USAGE', { detail: 'The parameters cannot be read.' }, { problems: given.problems });
}

/** For a request that was refused since values are missing: the same refusal, and what to type. */
export function tellHowToGive(command: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ServerProblem) || error.code !== 'PARAMETERS_INVALID') throw error;
    const missing = error.problems.filter(({ message }) => /is required|^Give a value/.test(message));
    if (missing.length === 0) throw error;
    const flags = missing.map(({ path }) => `-p ${quoted(path.replace(/^parameters\./, ''))}=…`);
    throw new ServerProblem(
      error.status,
      error.code,
      `${error.message} Give them so: ${[command, ...flags].join(' ')}`,
      error.problems,
    );
  };
}

const quoted = (title: string): string =>
  /^[\w.-]+$/.test(title) ? title : `'${title.replaceAll("'", "'\\''")}'`;
