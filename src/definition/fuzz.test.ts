import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { checkDefinition, type Definition, parseDefinition, planOf, resolveParameters } from './index.ts';
import { Job } from './schema/index.ts';

const folder = join(import.meta.dirname, '../../test/samples/definitions/good');
const good = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
const format = fc.constantFrom('yaml' as const, 'json' as const, undefined);

/** A definition that also passes the schema, or at least one problem: never both, never neither. */
function holds(text: string | Uint8Array, given: 'yaml' | 'json' | undefined): void {
  const result = parseDefinition(text, given === undefined ? {} : { format: given });
  if ('definition' in result) expect(Check(Job, result.definition)).toBe(true);
  else expect(result.problems.length).toBeGreaterThan(0);
}

test('arbitrary texts are answered', () => {
  const yamlish = fc.array(
    fc.constantFrom(
      'stages',
      'steps',
      ':',
      ' ',
      '\n',
      '- ',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '&a',
      '*a',
      '!!',
      '#',
      ',',
      '<<',
      '---',
      '%',
      '?',
      '\t',
      '\\',
      '0',
      'x',
    ),
    { maxLength: 60 },
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    yamlish.map((parts) => parts.join('')),
  );
  fc.assert(fc.property(text, format, holds), { numRuns: 1_000 });
});

test('arbitrary bytes are answered', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), format, holds), { numRuns: 500 });
});

test('good samples with a part cut out, doubled or replaced are answered', () => {
  const edit = fc.record({
    at: fc.nat(2_000),
    length: fc.nat(30),
    text: fc.string({ maxLength: 5 }),
    sample: fc.constantFrom(...good),
  });
  const mutated = edit.map(({ at, length, text, sample }) => {
    const from = at % (sample.length + 1);
    return sample.slice(0, from) + text + sample.slice(from + length);
  });
  fc.assert(fc.property(mutated, format, holds), { numRuns: 1_000 });
});

test('arbitrary values are answered', () => {
  const field = fc.constantFrom(
    ...Object.keys(Job.properties),
    'steps',
    'command',
    'retry',
    'shell',
    '__proto__',
    'default',
    'choices',
    'type',
    'required',
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(field, tie('value'), { maxKeys: 5 }),
    ),
  })).value;
  const property = fc.property(fc.oneof(tree, fc.anything()), (value) => {
    if (checkDefinition(value).length === 0) expect(Check(Job, value)).toBe(true);
  });
  fc.assert(property, { numRuns: 1_000 });
});

/** Mostly what fits everywhere, so that a fair part of the definitions made of it is accepted. */
const text = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('a', 'B1', 'make', 'linux', 'x.y') },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const name = fc.oneof({ weight: 60, arbitrary: fc.constantFrom('A', 'b_1') }, { weight: 1, arbitrary: text });
/** JSON knows no -0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const environment = fc.dictionary(name, fc.oneof(text, number, fc.boolean()), { maxKeys: 2 });
const hook = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 2 }) },
);
const duration = fc.constantFrom('1s', '1h30m', '7d', '500ms', '1.5h');
const step = fc.record(
  {
    title: text,
    command: text,
    env: environment,
    workingDirectory: text,
    retry: fc.integer({ min: 0, max: 11 }),
    timeout: duration,
  },
  { requiredKeys: ['command'] },
);
const stage = fc.record(
  {
    title: text,
    onStart: hook,
    onFailure: hook,
    env: environment,
    timeout: duration,
    steps: fc.array(step, { maxLength: 4 }),
  },
  { requiredKeys: ['steps'] },
);
const parameter = fc.record(
  {
    title: text,
    required: fc.boolean(),
    type: fc.constantFrom(
      'string' as const,
      'text' as const,
      'number' as const,
      'boolean' as const,
      'choice' as const,
      'password' as const,
    ),
    default: fc.oneof(text, number, fc.boolean()),
    choices: fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: ['title'] },
);
const job = fc.record(
  {
    title: text,
    runsOn: fc.array(text, { maxLength: 2 }),
    env: environment,
    artifacts: fc.array(text, { maxLength: 2 }),
    onSuccess: hook,
    parameters: fc.array(parameter, { maxLength: 3 }),
    stages: fc.array(stage, { maxLength: 3 }),
  },
  { requiredKeys: ['stages'] },
);

/** JSON as a careful writer would send it: a control character that JSON lets stand raw, such as U+007F, is escaped. */
const escapedJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

test('what is nearly a definition passes the schema whenever it is accepted, as a value and as JSON', () => {
  let accepted = 0;
  const property = fc.property(job, (value) => {
    const problems = checkDefinition(value);
    const read = parseDefinition(escapedJson(value));
    if (problems.length === 0) {
      accepted += 1;
      expect(Check(Job, value)).toBe(true);
      expect(read).toEqual({ definition: value });
    }
  });
  fc.assert(property, { numRuns: 1_000 });
  expect(accepted).toBeGreaterThan(20);
});

test('the logs of a plan are distinct on every file system and stay in the folder of the build', () => {
  const titled = fc.array(
    fc.record({
      title: fc.oneof(
        text,
        fc.constantFrom('a', 'A', 'onStart', 'artifacts', '..', 'build.json', 'onStart.log'),
      ),
      onStart: fc.constant('x'),
      steps: fc.array(step, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const property = fc.property(titled, (stages) => {
    const plan = planOf({ onStart: 'x', onFailure: 'x', stages } as unknown as Definition);
    const logs = [...plan.hooks, ...plan.stages.flatMap(({ hooks, steps }) => [...hooks, ...steps])].map(
      ({ log }) => log,
    );
    expect(new Set(logs.map((log) => log.toLowerCase())).size).toBe(logs.length);
    for (const log of logs)
      expect(log).toMatch(/^([A-Za-z0-9_][A-Za-z0-9._-]{0,99}\/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.log$/);
    for (const { slug } of plan.stages)
      expect(['artifacts', 'build.json', 'onstart.log']).not.toContain(slug.toLowerCase());
  });
  fc.assert(property);
});

test('whatever is given for parameters is taken or refused', () => {
  const definition = {
    parameters: [
      { title: 'A' },
      { title: 'B', type: 'number' as const },
      { title: 'C', type: 'boolean' as const, required: true },
      { title: 'D', type: 'choice' as const, choices: ['x'] },
    ],
  };
  const given = fc.dictionary(
    fc.oneof(fc.constantFrom('A', 'B', 'C', 'D', '__proto__', 'constructor'), fc.string()),
    fc.oneof(fc.anything(), text),
  );
  const property = fc.property(given, (values) => {
    const result = resolveParameters(definition, values);
    if ('problems' in result) expect(result.problems.length).toBeGreaterThan(0);
    else for (const value of Object.values(result.values)) expect(typeof value).toBe('string');
  });
  fc.assert(property, { numRuns: 500 });
});
