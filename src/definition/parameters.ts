import type { Problem } from '../errors/error.ts';
import { nearest } from '../lib/nearest.ts';
import { environmentName } from './environment-name.ts';
import { limits } from './limits.ts';
import { readParameterValue } from './parameter-value.ts';
import { code } from './quote.ts';
import type { Definition, ParameterDefinition } from './schema/index.ts';

export interface ResolvedParameters {
  /** By environment name, as the commands get them. */
  readonly values: Record<string, string>;
  /** By title, as the build document shows them: those of passwords are `***`. */
  readonly masked: Record<string, string>;
}

/**
 * The parameters of one build: what was given, by title or by environment name, else the defaults. A
 * parameter that has neither is left out. Everything that does not fit is a problem of its own.
 */
export function resolveParameters(
  definition: Pick<Definition, 'parameters'>,
  given: Readonly<Record<string, unknown>>,
): ResolvedParameters | { problems: Problem[] } {
  const parameters = definition.parameters ?? [];
  const problems: Problem[] = [];
  const texts = givenTexts(parameters, given, problems);
  for (const parameter of parameters) {
    if (!texts.has(parameter) && parameter.default !== undefined)
      texts.set(parameter, String(parameter.default));
  }
  problems.push(...missing(parameters, texts, problems), ...tooLarge(texts));
  return problems.length > 0 ? { problems: problems.slice(0, limits.problems) } : resolved(texts);
}

/** The values that nobody may see, of those that `resolveParameters` gave. */
export function passwordsOf(
  definition: Pick<Definition, 'parameters'>,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = (definition.parameters ?? [])
    .filter(({ type }) => type === 'password')
    .map(({ title }) => environmentName(title));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

type Texts = Map<ParameterDefinition, string>;

function givenTexts(
  parameters: readonly ParameterDefinition[],
  given: Readonly<Record<string, unknown>>,
  problems: Problem[],
): Texts {
  const byName = new Map(parameters.map((parameter) => [environmentName(parameter.title), parameter]));
  for (const parameter of parameters) byName.set(parameter.title, parameter);
  const texts: Texts = new Map();
  // More than a job can have are unknown or twofold, and those seen by then say enough.
  for (const [name, value] of Object.entries(given).slice(0, 1_000)) {
    const parameter = byName.get(name);
    if (parameter === undefined) {
      problems.push({ path: name, message: unknownParameter(name, parameters) });
      continue;
    }
    const title = code(parameter.title);
    const reading = readParameterValue(parameter, value);
    if ('fault' in reading) problems.push({ path: parameter.title, message: `${title} ${reading.fault}` });
    else if (texts.has(parameter))
      problems.push({ path: name, message: `${title} is given twice: give it once` });
    else if (reading.text !== null) texts.set(parameter, reading.text);
  }
  return texts;
}

function unknownParameter(name: string, parameters: readonly ParameterDefinition[]): string {
  const titles = parameters.map(({ title }) => title);
  const near = nearest(name, titles);
  if (near !== null) return `the job has no parameter ${code(name)}: did you mean ${code(near)}?`;
  const known =
    titles.length === 0 ? 'it takes none' : `it takes ${titles.slice(0, 20).map(code).join(', ')}`;
  return `the job has no parameter ${code(name)}: ${known}`;
}

function missing(
  parameters: readonly ParameterDefinition[],
  texts: Texts,
  told: readonly Problem[],
): Problem[] {
  const faulty = new Set(told.map(({ path }) => path));
  return parameters
    .filter((parameter) => parameter.required === true && (texts.get(parameter) ?? '') === '')
    .filter(({ title }) => !faulty.has(title))
    .map(({ title }) => ({ path: title, message: `${code(title)} is required: give it a value` }));
}

/** They are one variable too, as JSON, so they have to fit into one. */
function tooLarge(texts: Texts): Problem[] {
  const json = JSON.stringify([...texts].map(([{ title }, text]) => [title, text]));
  const bytes = Buffer.byteLength(json);
  if (bytes <= limits.parametersBytes) return [];
  const limit = `${limits.parametersBytes / 1024} KiB`;
  return [
    {
      path: '',
      message: `all parameters together are ${Math.ceil(bytes / 1024)} KiB large: at most ${limit} are allowed`,
    },
  ];
}

function resolved(texts: Texts): ResolvedParameters {
  const entries = [...texts];
  return {
    values: Object.fromEntries(entries.map(([{ title }, text]) => [environmentName(title), text])),
    masked: Object.fromEntries(
      entries.map(([{ title, type }, text]) => [title, type === 'password' ? '***' : text]),
    ),
  };
}
