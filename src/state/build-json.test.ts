import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BuildDocument } from './build.ts';
import { buildText, readHead, withoutDefinition } from './build-json.ts';
import { sampleBuild } from './testing/sample-build.ts';

/** Texts that look as if the document ended or the definition began in them. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ',"definition":{',
    '"definition":{',
    '\\',
    '\\"',
    ',\\"definition\\":{',
    '},"definition":{"a":1}}',
    'definition',
    '"',
  ),
);
const values = fc.dictionary(fc.oneof(nasty, fc.constant('definition')), nasty);

const build = fc
  .record({
    job: fc.stringMatching(/^[a-z][a-z0-9._-]{0,20}$/),
    number: fc.nat(),
    folder: fc.constantFrom('', 'team', 'team/backend'),
    parameters: values,
    reason: nasty,
    definition: fc.record({ title: nasty, env: values, description: nasty }),
    cause: fc.record({ kind: fc.constant('api' as const), by: nasty }),
  })
  .map(
    (fields): BuildDocument => ({
      ...sampleBuild(),
      ...fields,
      definition: { ...fields.definition, stages: [] },
    }),
  );

test('the text is the document, and its cut the document without definition', () => {
  fc.assert(
    fc.property(build, (document) => {
      const text = buildText(document);
      const plain = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
      expect(JSON.parse(text)).toEqual(plain);
      delete plain['definition'];
      expect(JSON.parse(withoutDefinition(text))).toEqual(plain);
    }),
  );
});

test('the beginning tells what lists and scripts read there', () => {
  fc.assert(
    fc.property(build, (document) => {
      const { job, number, folder, status, queuedAt } = document;
      expect(readHead(buildText(document))).toEqual({ job, number, folder, status, queuedAt });
    }),
  );
});

test('a field named definition that holds an object, anywhere before, does not mislead the cut', () => {
  const odd = { ...sampleBuild(), number: 1, extra: { a: 1, definition: { b: 2 } } };
  const cut = JSON.parse(withoutDefinition(buildText(odd))) as typeof odd;
  expect(cut.extra).toEqual({ a: 1, definition: { b: 2 } });
  expect(cut).not.toHaveProperty('definition');
});
