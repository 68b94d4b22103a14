import { readFileSync } from 'node:fs';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { jsonSchema } from './json-schema.ts';

type Node = Record<string, unknown>;
const published = readFileSync(new URL('../../docs/job.schema.json', import.meta.url), 'utf8');

test('the published schema is the one of the code (npx tsx scripts/write-schema.ts writes it)', () => {
  expect(published).toBe(`${JSON.stringify(jsonSchema, null, 2)}\n`);
});

test('every field says what it is, with examples that fit it', () => {
  const fields = fieldsOf(JSON.parse(published) as Node);
  expect(fields.length).toBeGreaterThan(30);
  for (const [name, field] of fields) {
    expect(field['description'], name).toMatch(/\.$/);
    expect(field['examples'], name).not.toHaveLength(0);
    for (const example of field['examples'] as unknown[]) {
      expect(Check(field, example), `${name}: ${JSON.stringify(example)}`).toBe(true);
    }
  }
});

test('only keywords that YAML editors know are used', () => {
  const draft07 = new Set(
    `$schema title description examples type enum anyOf items properties required patternProperties
    additionalProperties pattern minLength maxLength minItems maxItems uniqueItems minimum maximum`.split(
      /\s+/,
    ),
  );
  for (const node of nodesOf(JSON.parse(published) as Node)) {
    expect(Object.keys(node).filter((key) => !draft07.has(key))).toEqual([]);
  }
});

function fieldsOf(schema: Node): [string, Node][] {
  return nodesOf(schema).flatMap((node) =>
    Object.entries((node['properties'] ?? {}) as Record<string, Node>),
  );
}

function nodesOf(node: Node): Node[] {
  const properties = Object.values({
    ...(node['properties'] as Node),
    ...(node['patternProperties'] as Node),
  });
  const children = [...properties, ...((node['anyOf'] ?? []) as Node[]), node['items']] as (
    | Node
    | undefined
  )[];
  return [node, ...children.filter((child) => child !== undefined).flatMap(nodesOf)];
}
