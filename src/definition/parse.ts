import type { Problem } from '../errors/error.ts';
import { checkTree } from './check.ts';
import { ProblemList } from './problem-list.ts';
import { readJson } from './read-json.ts';
import { readText } from './read-text.ts';
import { readYaml } from './read-yaml.ts';
import type { Definition } from './schema/index.ts';
import { plainValue, ReadFault, type Tree } from './tree.ts';

export interface ParseOptions {
  /** Its extension tells the format. */
  readonly file?: string;
  /** Counts before the extension. With neither, a text that begins with `{` is JSON, any other YAML. */
  readonly format?: 'yaml' | 'json';
}

export type ParseResult = { definition: Definition } | { problems: Problem[] };

/** Reads a job file: the definition, or everything that is wrong with it in the order of the text. Never throws. */
export function parseDefinition(input: string | Uint8Array, options: ParseOptions = {}): ParseResult {
  const read = readText(input);
  if ('problems' in read) return read;
  const problems = new ProblemList(read.text);
  const tree = readTree(read.text, formatOf(read.text, options), problems);
  if (tree !== null) checkTree(tree, problems);
  if (tree === null || !problems.empty) return { problems: problems.toProblems() };
  // The checks are at least as strict as the schema; `fuzz.test.ts` holds them to that.
  return { definition: plainValue(tree) as Definition };
}

function readTree(text: string, format: 'yaml' | 'json', problems: ProblemList): Tree | null {
  try {
    return format === 'json' ? readJson(text, problems) : readYaml(text, problems);
  } catch (error) {
    if (!(error instanceof ReadFault)) throw error;
    problems.add(error.at, '', error.message);
    return null;
  }
}

function formatOf(text: string, { file = '', format }: ParseOptions): 'yaml' | 'json' {
  if (format !== undefined) return format;
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  return /\.json$/i.test(file) || text.trimStart().startsWith('{') ? 'json' : 'yaml';
}
