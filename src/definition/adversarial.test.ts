import { expect, test } from 'vitest';
import { processorMsSince } from '../lib/testing/processor-time.ts';
import { parseDefinition } from './index.ts';
import { limits } from './limits.ts';

const size = limits.textBytes;
const fill = (part: string, length = size): string => part.repeat(Math.floor(length / part.length));
const numbered = (part: (index: number) => string, count: number): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

/** What costs a reader of YAML or JSON the most; each as large as a job file may be. */
const texts: Record<string, string> = {
  'open brackets': fill('['),
  'open maps': fill('{a: '),
  'nested lists': fill('- '),
  'nested questions': fill('? '),
  'a staircase': numbered((index) => `${' '.repeat(index)}a:\n`, 1_400),
  'nested JSON': `{"a":${fill('[', size / 2 - 10)}`,
  'a long list': fill('- a\n'),
  'a long flow list': `[${fill('a,', size - 2)}]`,
  'a long JSON list': `{"a":[${fill('1,', size - 10)}1]}`,
  'many keys': numbered((index) => `k${index}: v\n`, 80_000),
  'many JSON keys': `{${numbered((index) => `"k${index}":1,`, 70_000)}"a":1}`,
  'many unknown fields below the limits': `${numbered((index) => `k${index}: v\n`, 20_000)}stages: [{ steps: [] }]`,
  'the same key': fill('a: b\n', 100_000),
  newlines: fill('\n'),
  spaces: fill(' '),
  'JSON spaces': `{${fill(' ', size - 1)}`,
  comments: fill('#\n'),
  quotes: fill('"'),
  'single quotes': fill("'"),
  'an endless quoted text': `"${fill('a', size - 1)}`,
  escapes: `"${fill('\\x41', size - 2)}"`,
  'JSON escapes': `{"title":"${fill('\\u0041', size - 20)}"}`,
  'one long line': `title: ${fill('a', size - 10)}`,
  'one large block': `title: |\n${fill('  x\n', size - 20)}`,
  'a plain text of many lines': `title:\n${fill(' b\n', size - 20)}`,
  'closing brackets': fill(']'),
  commas: `[${fill(',', size - 2)}]`,
  tags: fill('!a '),
  anchors: fill('&a '),
  'many anchors': numbered((index) => `a${index}: &b${index} x\n`, 40_000),
  'aliases of one anchor': `a: &a [1]\nb: [${fill('*a,', 150_000)}]\n`,
  'aliases of a large text': `a: &a "${'x'.repeat(100_000)}"\nb: [${fill('*a,', 30_000)}]\n`,
  'an alias bomb': `a0: &a0 [x]\n${numbered((index) => `a${index + 1}: &a${index + 1} [${fill(`*a${index},`, 60)}]\n`, 30)}`,
  'merge keys': `a: &a {x: 1}\n${fill('b: {<<: *a}\n', 200_000)}`,
  'a merge key bomb': `a0: &a0 {x: 1}\n${numbered((index) => `a${index + 1}: &a${index + 1} {<<: [${fill(`*a${index},`, 60)}]}\n`, 20)}`,
  documents: fill('---\n'),
  directives: fill('%a\n'),
  colons: fill(':'),
  'colons in values': fill('a: b: c\n'),
  'block headers': fill('|\n'),
  'carriage returns': fill('\r'),
  tabs: fill('\t'),
  'control characters': fill('\u0001'),
  'unknown fields near to a known one': numbered((index) => `stagez${index}: v\n`, 15_000),
  'a long key': `? ${fill('a', size - 100)}\n: b\n`,
  'long digits': `priority: ${fill('9', size - 20)}\n`,
  'a long duration': `timeout: "${fill('1d', size - 20)}"\n`,
  'dots in a path': `artifacts: ["${fill('../', size - 20)}"]\n`,
};

test.each(Object.keys(texts))('%s: answered soon, with a problem', (name) => {
  const started = process.cpuUsage();
  const result = parseDefinition(texts[name]!);
  expect(processorMsSince(started)).toBeLessThan(limit);
  expect('problems' in result && result.problems.length).toBeGreaterThan(0);
});

/** Of processor time. Alone, none takes half of it. */
const limit = 1_000;

test('large bytes that are not UTF-8 are found in time', () => {
  const started = process.cpuUsage();
  const result = parseDefinition(Buffer.concat([Buffer.alloc(size - 1, 'a\n'), Buffer.from([0xff])]));
  expect(processorMsSince(started)).toBeLessThan(limit);
  expect('problems' in result && result.problems[0]?.message).toContain('0xFF');
});
