import type { Job } from '../../data/routes.ts';

export type Parameter = NonNullable<Job['parameters']>[number];

/** What stands in the fields, by title. */
export type Values = Readonly<Record<string, string>>;

export const initialValues = (parameters: readonly Parameter[]): Values =>
  Object.fromEntries(
    parameters.map(({ title, default: value }) => [title, value === undefined ? '' : String(value)]),
  );

/** What can be said at once; the server has the last word. */
export function faultsOf(parameters: readonly Parameter[], values: Values): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { title, type, required } of parameters) {
    const value = values[title] ?? '';
    if (value === '' && required === true) faults[title] = 'A build needs a value here.';
    if (value !== '' && type === 'number' && !Number.isFinite(Number(value.trim())))
      faults[title] = `“${value}” is no number.`;
  }
  return faults;
}

/** What is sent: an empty field is no value, unless the empty text takes the place of a default. */
export function givenValues(parameters: readonly Parameter[], values: Values): Record<string, string> {
  const given = parameters.flatMap(({ title, type, default: usual }): [string, string][] => {
    const value = values[title] ?? '';
    const isText = type === undefined || type === 'string' || type === 'text';
    if (value === '' && !(isText && usual !== undefined)) return [];
    return value === String(usual ?? '') && usual !== undefined ? [] : [[title, value]];
  });
  return Object.fromEntries(given);
}
