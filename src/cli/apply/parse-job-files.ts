import { type Definition, parseDefinition } from '../../definition/index.ts';
import { DroverError, type Problem } from '../../errors/error.ts';
import { count } from '../../lib/count.ts';
import type { JobFile } from './read-job-files.ts';

export interface LocalJob {
  readonly file: string;
  readonly name: string;
  readonly folder: string | null;
  readonly definition: Definition;
  /** As it was written; null where it is JSON. */
  readonly yaml: string | null;
}

/** Parses all files. Throws DEFINITION_INVALID with every fault of every file, so that nothing is changed by half. */
export function parseJobFiles(files: readonly JobFile[]): LocalJob[] {
  const jobs: LocalJob[] = [];
  const problems: Problem[] = [];
  const fileOf = new Map<string, string>();
  for (const { file, name, folder, content } of files) {
    const other = fileOf.get(name);
    if (other === undefined) fileOf.set(name, file);
    else
      problems.push({
        path: file,
        message: `the name "${name}" is taken by ${other}: job names are unique over all folders`,
      });
    const parsed = parseDefinition(content, { file });
    if ('problems' in parsed) problems.push(...parsed.problems.map((problem) => inFile(file, problem)));
    else jobs.push({ file, name, folder, definition: parsed.definition, yaml: yamlOf(file, content) });
  }
  if (problems.length === 0) return jobs;
  const wrong = new Set(problems.map((problem) => problem.path)).size;
  const faults = `${count(problems.length, 'fault')} in ${wrong} of ${count(files.length, 'file')}; nothing was changed`;
  throw new DroverError('DEFINITION_INVALID', { count: faults }, { problems });
}

const yamlOf = (file: string, content: Uint8Array): string | null =>
  /\.json$/i.test(file) ? null : new TextDecoder().decode(content);

/** Several files share one list of faults: the place of each begins with its file. */
function inFile(file: string, { path, line, column, message }: Problem): Problem {
  if (line === undefined) return { path: file, message: path === '' ? message : `${path}: ${message}` };
  return { path: file, line, ...(column === undefined ? {} : { column }), message };
}
