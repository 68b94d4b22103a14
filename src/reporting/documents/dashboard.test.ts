import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dashboardObjects } from './dashboard.ts';
import { indexNames } from './index-names.ts';
import { templatesOf } from './templates.ts';

const page = new URL('../../../docs/dashboard.ndjson', import.meta.url);

test('docs/dashboard.ndjson is what the code makes: npx tsx scripts/write-dashboard.ts', async () => {
  const lines = (await readFile(page, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(dashboardObjects())));
});

test('every field of a chart is one that builds are reported with, outside of nested parts', () => {
  const names = indexNames('drover');
  const template = templatesOf(names)[names.builds] as { template: { mappings: { properties: object } } };
  const fields = Object.values(dashboardObjects())
    .filter(({ type }) => type === 'visualization')
    .flatMap(
      ({ attributes }) =>
        (JSON.parse(String(attributes['visState'])) as { aggs: { params: { field?: string } }[] }).aggs,
    )
    .flatMap(({ params }) => params.field ?? []);
  expect(fields.length).toBeGreaterThan(10);
  for (const field of fields) expect(mappingOf(template.template.mappings.properties, field)).toBeTruthy();
});

test('whatever is referred to is there', () => {
  const objects = dashboardObjects();
  const ids = objects.map(({ id, type }) => `${type} ${id}`);
  for (const { references } of objects)
    for (const { id, type } of references) expect(ids).toContain(`${type} ${id}`);
});

function mappingOf(properties: object, field: string): unknown {
  let found: unknown = { properties };
  for (const name of field.split('.')) {
    const within = found as { type?: string; properties?: Record<string, unknown> } | undefined;
    if (within?.type === 'nested') return undefined;
    found = within?.properties?.[name];
  }
  return (found as { type?: string } | undefined)?.type;
}
