import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { checkDefinition, formatProblems, parseDefinition, planOf } from './index.ts';
import { Job } from './schema/index.ts';

const root = join(import.meta.dirname, '../../test/samples/definitions');
const samples = (folder: string) =>
  readdirSync(join(root, folder)).filter((file) => /\.(yaml|json)$/.test(file));

test.each(samples('good'))('%s is a definition', (file) => {
  const result = parseDefinition(readFileSync(join(root, 'good', file)), { file });
  if ('problems' in result) throw new Error(formatProblems(result.problems, file));
  expect(Check(Job, result.definition)).toBe(true);
  expect(checkDefinition(result.definition)).toEqual([]);
  expect(planOf(result.definition).stages.length).toBe(result.definition.stages.length);
  const again = parseDefinition(JSON.stringify(result.definition));
  expect(again).toEqual(result);
});

test.each(samples('broken'))('%s is refused in the expected words', (file) => {
  const result = parseDefinition(readFileSync(join(root, 'broken', file)), { file });
  const expected = readFileSync(join(root, 'broken', `${file}.expected.txt`), 'utf8');
  expect('problems' in result && `${formatProblems(result.problems, file)}\n`).toBe(expected);
});
