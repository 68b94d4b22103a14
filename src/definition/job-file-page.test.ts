import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatProblems, parseDefinition } from './index.ts';
import { Job, Parameter, Stage, Step } from './schema/index.ts';

const page = readFileSync(new URL('../../docs/job-file.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(yaml|json)\n(.*?)^```$/gms)].map(([, format, text]) => ({
  format: format as 'yaml' | 'json',
  text: text!,
}));

test('the page has examples', () => {
  expect(blocks.length).toBeGreaterThan(5);
});

test.each(blocks)('an example of the page is a definition in $format', ({ format, text }) => {
  const result = parseDefinition(text, { format });
  expect('problems' in result && formatProblems(result.problems)).toBe(false);
});

test('the page tells of every field and shows it in an example', () => {
  const examples = blocks.map(({ text }) => text).join('\n');
  for (const { properties } of [Job, Stage, Step, Parameter]) {
    for (const field of Object.keys(properties)) {
      expect(page).toContain(`\`${field}\``);
      expect(examples).toMatch(new RegExp(`\\b${field}\\b"?:`));
    }
  }
});
