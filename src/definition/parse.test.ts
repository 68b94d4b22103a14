import { expect, test } from 'vitest';
import type { Problem } from '../errors/error.ts';
import { checkDefinition, formatProblems, parseDefinition } from './index.ts';
import type { ParseOptions } from './parse.ts';

function problemsOf(text: string | Uint8Array, options?: ParseOptions): Problem[] {
  const result = parseDefinition(text, options);
  return 'problems' in result ? result.problems : [];
}

const stages = 'stages: [{ steps: [] }]\n';

test('the format comes from what is said, then from the extension, then from the first character', () => {
  const flow = '{ stages: [{ steps: [] }] }';
  expect(problemsOf(flow, { format: 'yaml' })).toEqual([]);
  expect(problemsOf(flow, { file: 'a.yml' })).toEqual([]);
  expect(problemsOf(flow)[0]?.message).toMatch(/^JSON: /);
  expect(problemsOf(stages, { file: 'a.json' })[0]?.message).toMatch(/^JSON: /);
  expect(problemsOf(stages, { file: 'a.json', format: 'yaml' })).toEqual([]);
});

test('a problem names path, line and column', () => {
  expect(problemsOf('stages:\n  - steps:\n      - comand: x\n')).toEqual([
    {
      path: 'stages[0].steps[0].comand',
      line: 3,
      column: 9,
      message: 'unknown field `comand`: did you mean `command`?',
    },
  ]);
});

test('without a file the messages still say where', () => {
  expect(formatProblems(checkDefinition({ stages: [{ steps: [{}] }] }))).toBe(
    'definition: stages[0].steps[0].command: `command` is missing: a step needs a command to run',
  );
  expect(formatProblems([{ path: '', message: 'x' }], 'a.yaml')).toBe('a.yaml: x');
});

test('past a hundred problems the rest is counted', () => {
  const fields = Array.from({ length: 3_000 }, (_, index) => `f${index}: 1\n`).join('');
  const problems = problemsOf(fields + stages);
  expect(problems.length).toBe(101);
  expect(problems.at(-1)).toEqual({ path: '', message: 'and 2900 more problems' });
  expect(problems[0]?.line).toBe(1);
});

test('a text over the limit is refused in words', () => {
  expect(problemsOf(`title: ${'x'.repeat(1024 * 1024)}\n`)[0]?.message).toBe(
    'the file is 1.0 MiB large: a job file holds at most 1 MiB. Put large scripts into the repository',
  );
});

test('large commands are taken up to what Linux hands to a process', () => {
  const job = (command: string) => JSON.stringify({ stages: [{ steps: [{ command }] }] });
  expect(problemsOf(job('x'.repeat(120 * 1024)))).toEqual([]);
  expect(problemsOf(job('é'.repeat(61 * 1024)))[0]?.message).toMatch(
    /^`command` is 122 KiB large: at most 120 KiB/,
  );
});

test('one env may not outgrow what a process takes', () => {
  const env = Object.fromEntries(['A', 'B', 'C'].map((name) => [name, 'x'.repeat(100 * 1024)]));
  expect(checkDefinition({ env, stages: [{ steps: [] }] }).map(({ message }) => message)).toEqual([
    '`env` holds more than 256 KiB: put large data into files',
  ]);
});

test('stages, steps and commands have their limits', () => {
  const steps = (count: number) => Array.from({ length: count }, () => ({ command: 'x' }));
  const messages = (definition: unknown) => checkDefinition(definition).map(({ message }) => message);
  expect(messages({ stages: Array.from({ length: 201 }, () => ({ steps: [] })) })).toEqual([
    '`stages` has 201 entries: at most 200 are allowed',
  ]);
  expect(messages({ stages: [{ steps: steps(1_001) }] })).toEqual([
    '`steps` has 1001 entries: at most 1000 are allowed',
  ]);
  expect(messages({ onStart: ['a', 'b'], stages: [1, 2].map(() => ({ steps: steps(1_000) })) })).toEqual([
    'the job has 2002 commands: at most 2000 are allowed, split the job',
  ]);
});

test.each([
  ['title: caf\u00e9 \xff', [0xff], 1, 13],
  ['a cut character at the end', [0xe2, 0x82], 1, 27],
])('the byte that is not UTF-8 is found: %s', (before, bytes, line, column) => {
  const text = before.replace('\xff', '');
  const problem = problemsOf(Buffer.concat([Buffer.from(text), Buffer.from(bytes)]))[0];
  expect([problem?.line, problem?.column]).toEqual([line, column]);
});

test('what came as a value and is no JSON is refused', () => {
  const loop: Record<string, unknown> = {};
  loop['stages'] = [loop];
  for (const value of [
    undefined,
    null,
    5,
    'x',
    [],
    () => 1,
    Symbol('x'),
    10n,
    { title: 10n },
    loop,
    new Date(),
  ]) {
    expect(checkDefinition(value).length).toBeGreaterThan(0);
  }
});

test('no key reaches the prototype of an object', () => {
  const text = '{"__proto__": {"polluted": 1}, "env": {"__proto__": "x"}, "stages": [{"steps": []}]}';
  expect(problemsOf(text).length).toBe(2);
  expect(checkDefinition(JSON.parse(text)).length).toBe(2);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  const result = parseDefinition('env: { constructor: x, toString: y }\nstages: [{ steps: [] }]\n');
  expect('definition' in result && result.definition.env).toEqual({ constructor: 'x', toString: 'y' });
});

test('nothing of a text reaches the terminal raw through a message', () => {
  const [problem] = problemsOf('"\\e[2J\\r\\n": x\nstages: [{ steps: [] }]\n');
  expect(problem?.message).toMatch(/^unknown field `\\u001b\[2J\\u000d\\u000a`/);
});
