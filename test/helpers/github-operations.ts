import { readFileSync } from 'node:fs';
import { Check, Errors } from 'typebox/schema';

interface Schema {
  readonly type?: string | string[];
  readonly properties?: Record<string, Schema>;
}

export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[];
  body?: Schema;
}

/** The shapes that GitHub publishes, of the operations that Drover uses. */
const { operations } = JSON.parse(
  readFileSync(new URL('../samples/github/operations.json', import.meta.url), 'utf8'),
) as { operations: Operation[] };

/** An operation, and what of the path is in the place of its parameters. */
export interface Found {
  operation: Operation;
  values: Record<string, string>;
}

export function match(method: string, path: string): Found | null {
  for (const operation of operations) {
    if (operation.method !== method) continue;
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const pattern = operation.path.replace(/\{(\w+)\}/g, '([^/]+)');
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (found === null) continue;
    const values = names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]);
    return { operation, values: Object.fromEntries(values) as Record<string, string> };
  }
  return null;
}

/** Why GitHub's description does not allow the request; null when it does. */
export function problemOf(
  { operation, values }: Found,
  query: URLSearchParams,
  body: unknown,
): string | null {
  for (const { name, in: where, schema, required } of operation.parameters) {
    const text = where === 'path' ? values[name] : (query.get(name) ?? undefined);
    if (text === undefined && required !== true) continue;
    const value = schema.type === 'integer' ? Number(text) : text;
    if (!Check(schema, value)) return `${name} is not as published`;
  }
  return strayQuery(operation, query) ?? problemOfBody(operation, body);
}

function strayQuery({ parameters }: Operation, query: URLSearchParams): string | null {
  const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
  const stray = [...query.keys()].find((name) => !known.has(name));
  return stray === undefined ? null : `there is no query parameter ${stray}`;
}

function problemOfBody({ body: schema }: Operation, body: unknown): string | null {
  if (schema === undefined) return body === undefined ? null : 'it takes no body';
  if (!Check(schema, body ?? {}))
    return `the body is not as published: ${JSON.stringify(Errors(schema, body ?? {})[1][0])}`;
  const fields = Object.keys(schema.properties ?? {});
  const unknown = Object.keys((body ?? {}) as object).find((field) => !fields.includes(field));
  return unknown === undefined ? null : `there is no field ${unknown}`;
}
