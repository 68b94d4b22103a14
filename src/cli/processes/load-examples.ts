import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Definition, parseDefinition, writtenText } from '../../definition/index.ts';
import { DroverError } from '../../errors/error.ts';
import type { State } from '../../state/index.ts';
import { packageRoot } from './version.ts';

/** Saves the example jobs at the first start on a Redis, once for ever. True when it did. */
export async function loadExamples(state: State): Promise<boolean> {
  if (!(await state.once('examples'))) return false;
  const folder = join(packageRoot, 'examples');
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()) {
    const text = await readFile(join(folder, file), 'utf8');
    const parsed = parseDefinition(text, { file });
    if ('problems' in parsed)
      throw new DroverError('DEFINITION_INVALID', { count: file }, { problems: parsed.problems });
    const definition = withRepository(parsed.definition);
    const written = definition === parsed.definition ? writtenText(text, definition) : null;
    await state.jobs.put(basename(file, '.yaml'), definition, { written });
  }
  return true;
}

/** The example that builds Drover itself clones this checkout, where there is one. */
function withRepository(definition: Definition): Definition {
  if (!existsSync(join(packageRoot, '.git'))) return definition;
  const parameters = definition.parameters?.map((parameter) =>
    parameter.title === 'REPOSITORY' ? { ...parameter, default: packageRoot } : parameter,
  );
  return parameters === undefined ? definition : { ...definition, parameters };
}
