import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * Checks requests by TypeBox. A body is taken as it is: `"5"` is no number there. Paths and queries are
 * text, so their numbers and booleans are read from it first.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  const readers = httpPart === 'body' ? [] : readersOf(schema);
  return (value: unknown) => {
    for (const [name, read] of readers) {
      const record = value as Record<string, unknown>;
      const text = record[name];
      if (typeof text === 'string') record[name] = read(text);
    }
    return check.Check(value) ? { value } : { error: check.Errors(value) as unknown as Error };
  };
};

type Reader = (text: string) => unknown;

function readersOf(schema: TSchema): [name: string, read: Reader][] {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  return Object.entries(properties).flatMap(([name, { type }]): [string, Reader][] => {
    if (type === 'integer') return [[name, readInteger]];
    if (type === 'boolean') return [[name, readBoolean]];
    return [];
  });
}

/** What is no integer stays text, and the check says so. */
const readInteger: Reader = (text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text);
const readBoolean: Reader = (text) => (text === 'true' ? true : text === 'false' ? false : text);
