import { expect, test } from 'vitest';
import { faultsOf, givenValues, initialValues, type Parameter } from './parameter-form.ts';

const parameters: Parameter[] = [
  { title: 'NAME', required: true },
  { title: 'COUNT', type: 'number', default: 2 },
  { title: 'LOUD', type: 'boolean', default: false },
  { title: 'NOTE', default: 'hi' },
  { title: 'KEY', type: 'password' },
];

test('fields begin with the defaults', () => {
  expect(initialValues(parameters)).toEqual({ NAME: '', COUNT: '2', LOUD: 'false', NOTE: 'hi', KEY: '' });
});

test('what is required and missing, and what is no number, is said before anything is sent', () => {
  expect(Object.keys(faultsOf(parameters, { NAME: '', COUNT: 'two' }))).toEqual(['NAME', 'COUNT']);
  expect(faultsOf(parameters, { NAME: 'x', COUNT: ' 1e3 ' })).toEqual({});
});

test('defaults and empty fields are left to the server; an emptied text is sent', () => {
  expect(givenValues(parameters, initialValues(parameters))).toEqual({});
  expect(givenValues(parameters, { NAME: 'Ada', COUNT: '', LOUD: 'true', NOTE: '', KEY: 's' })).toEqual({
    NAME: 'Ada',
    LOUD: 'true',
    NOTE: '',
    KEY: 's',
  });
});
