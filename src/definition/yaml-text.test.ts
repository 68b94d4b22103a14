import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDefinition } from './parse.ts';
import type { Definition } from './schema/index.ts';
import { writtenText, yamlText } from './yaml-text.ts';

const commented = '# why\nstages:\n  - steps: [{ command: make }] # all of it\n';
const plain = 'stages:\n  - steps:\n      - command: make\n';
const definitionOf = (text: string): Definition => {
  const read = parseDefinition(text, { format: 'yaml' });
  if ('problems' in read) throw new Error(read.problems[0]?.message);
  return read.definition;
};

test('what was written is kept to the letter when it says more than the definition', () => {
  const definition = definitionOf(commented);
  expect(writtenText(commented, definition)).toBe(commented);
  expect(yamlText(definition, commented)).toBe(commented);
});

test('a text that says no more is not kept, and read as the same text', () => {
  const definition = definitionOf(plain);
  expect(writtenText(plain, definition)).toBeNull();
  expect(yamlText(definition, null)).toBe(plain);
});

test.each([
  ['says something else', commented.replace('make', 'true')],
  ['is no definition', 'stages: 5'],
  ['is no YAML', '{{{'],
])('a text that %s does not stand for the definition', (_what, written) => {
  expect(yamlText(definitionOf(commented), written)).toBe(plain);
});

test('whatever text is read, the definition comes back from the YAML that is shown', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !/\p{Cc}|\p{Surrogate}/u.test(value));
  fc.assert(
    fc.property(text, fc.string(), (title, written) => {
      const definition = { title, stages: [{ steps: [{ command: 'true' }] }] } as Definition;
      const read = parseDefinition(yamlText(definition, written), { format: 'yaml' });
      if ('definition' in read) expect(read.definition).toEqual(definition);
      else expect(read.problems.every(({ path }) => path === 'title')).toBe(true);
    }),
  );
});
