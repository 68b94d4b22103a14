import { expect, test } from 'vitest';
import { environmentName } from './environment-name.ts';
import { resolveParameters } from './parameters.ts';
import type { ParameterDefinition } from './schema/index.ts';

const messages = (parameters: ParameterDefinition[], given: Record<string, unknown>): string[] => {
  const result = resolveParameters({ parameters }, given);
  return 'problems' in result ? result.problems.map(({ message }) => message) : [];
};

test.each([
  ['VERSION', 'VERSION'],
  ['Release version', 'Release_version'],
  ['2nd-try', '_2nd_try'],
  ['größe', 'gr__e'],
  ['👋', '_'],
])('the title %s becomes the variable %s', (title, name) => {
  expect(environmentName(title)).toBe(name);
});

test('values go by environment name to the commands, by title and without passwords to the document', () => {
  const parameters: ParameterDefinition[] = [
    { title: 'Release version', required: true },
    { title: 'KEY', type: 'password' },
    { title: 'COUNT', type: 'number', default: 4 },
    { title: 'DRY', type: 'boolean', default: false },
    { title: 'NOTHING' },
  ];
  expect(resolveParameters({ parameters }, { 'Release version': '1.2', KEY: 's3cret' })).toEqual({
    values: { Release_version: '1.2', KEY: 's3cret', COUNT: '4', DRY: 'false' },
    masked: { 'Release version': '1.2', KEY: '***', COUNT: '4', DRY: 'false' },
  });
  expect(
    resolveParameters({ parameters }, { Release_version: '1.2', DRY: true, COUNT: '1.50' }),
  ).toMatchObject({
    values: { Release_version: '1.2', COUNT: '1.50', DRY: 'true' },
  });
});

test('a job without parameters takes none', () => {
  expect(resolveParameters({}, {})).toEqual({ values: {}, masked: {} });
  expect(resolveParameters({}, { A: '1' })).toEqual({
    problems: [{ path: 'A', message: 'the job has no parameter `A`: it takes none' }],
  });
});

test('every parameter that does not fit is named', () => {
  const parameters: ParameterDefinition[] = [
    { title: 'VERSION', required: true },
    { title: 'COUNT', type: 'number' },
    { title: 'DRY', type: 'boolean' },
    { title: 'TARGET', type: 'choice', choices: ['staging', 'production'], required: true },
  ];
  expect(messages(parameters, { VERSOIN: 'x', COUNT: 'many', DRY: 'yes', TARGET: 'stagin' })).toEqual([
    'the job has no parameter `VERSOIN`: did you mean `VERSION`?',
    '`COUNT` takes a number, not "many"',
    '`DRY` takes true or false, not "yes"',
    '`TARGET` takes one of `staging`, `production`, not "stagin": did you mean `staging`?',
    '`VERSION` is required: give it a value',
  ]);
});

test.each<[string, ParameterDefinition, unknown, string]>([
  ['a number for text', { title: 'A' }, 1.1, '`A` takes text, not 1.1: put it in quotes'],
  ['a list', { title: 'A' }, ['x'], '`A` takes text, not a list'],
  ['a map', { title: 'A', type: 'number' }, {}, '`A` takes a number, not a map'],
  ['a boolean for a number', { title: 'A', type: 'number' }, true, '`A` takes a number, not true'],
  ['no finite number', { title: 'A', type: 'number' }, '1e999', '`A` takes a number, not "1e999"'],
  [
    'a line break',
    { title: 'A' },
    'a\nb',
    '`A` takes one line: a parameter of several lines has `type: text`',
  ],
  ['a NUL', { title: 'A', type: 'text' }, 'a\0', '`A` has a NUL character, which no process can take'],
  ['half a character', { title: 'A' }, '\ud83d', '`A` has half of a character pair, which is no text'],
  [
    'an empty text for a required one',
    { title: 'A', required: true },
    '',
    '`A` is required: give it a value',
  ],
  ['null for a required one', { title: 'A', required: true }, null, '`A` is required: give it a value'],
])('%s is refused', (_what, parameter, value, message) => {
  expect(messages([parameter], { A: value })).toEqual([message]);
});

test('a text may have lines, and an empty field of a form counts as not given where text means nothing', () => {
  const parameters: ParameterDefinition[] = [
    { title: 'NOTES', type: 'text' },
    { title: 'COUNT', type: 'number', default: 4 },
    { title: 'NAME', default: 'x' },
  ];
  expect(resolveParameters({ parameters }, { NOTES: 'a\nb', COUNT: '', NAME: '' })).toMatchObject({
    values: { NOTES: 'a\nb', COUNT: '4', NAME: '' },
  });
});

test('one value and all values together have a limit', () => {
  const parameters: ParameterDefinition[] = [{ title: 'A' }, { title: 'B' }];
  const half = 'x'.repeat(70 * 1024);
  expect(messages(parameters, { A: half })).toEqual([]);
  expect(messages(parameters, { A: half, B: half })).toEqual([
    'all parameters together are 141 KiB large: at most 120 KiB are allowed',
  ]);
  expect(messages(parameters, { A: half + half })[0]).toBe(
    '`A` is 140 KiB large: at most 120 KiB are allowed',
  );
});

test('one parameter under its two names is given twice', () => {
  expect(messages([{ title: 'a b' }], { 'a b': '1', a_b: '2' })).toEqual([
    '`a b` is given twice: give it once',
  ]);
});

test('names of the prototype are names like others', () => {
  expect(messages([{ title: 'A' }], JSON.parse('{"__proto__": "x", "constructor": "y"}'))).toEqual([
    'the job has no parameter `__proto__`: it takes `A`',
    'the job has no parameter `constructor`: it takes `A`',
  ]);
});
