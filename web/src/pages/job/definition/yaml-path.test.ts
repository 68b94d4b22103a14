import { expect, test } from 'vitest';
import schema from '../../../../../docs/job.schema.json';
import { keysAt, type Schema, schemasAt, valuesAt } from './schema-at.ts';
import { placeOf } from './yaml-path.ts';

/** `|` stands for the cursor. */
const at = (text: string) => placeOf(text.slice(0, text.indexOf('|')).split('\n'));

test.each([
  ['ti|', [], null],
  ['title: |', [], 'title'],
  ['stages:\n  - |', ['stages'], null],
  ['stages:\n- |', ['stages'], null],
  ['stages:\n  - title: Build\n    |', ['stages'], null],
  ['stages:\n  - title: Build\n    steps:\n      - title: x\n        com|', ['stages', 'steps'], null],
  [
    'stages:\n  - steps:\n      - command: a\n        retry:\n          max: 1\n          del|',
    ['stages', 'steps', 'retry'],
    null,
  ],
  ['stages:\n  - steps:\n      - command: a\nparameters:\n  - title: A\n    type: |', ['parameters'], 'type'],
  ['"concurrency":\n  onNew: ca|', ['concurrency'], 'onNew'],
])('%j: the cursor is below %j', (text, path, key) => {
  expect(at(text)).toEqual({ path, valueOf: key });
});

test('inside of a text of several lines nothing is offered', () => {
  expect(
    at('stages:\n  - steps:\n      - command: |\n          echo |'.replace('command: |', 'command: >')),
  ).toBeNull();
});

test('the schema knows what may stand there', () => {
  const root: Schema = schema;
  expect(keysAt(root, []).map(([key]) => key)).toContain('concurrency');
  expect(keysAt(root, ['stages', 'steps', 'retry']).map(([key]) => key)).toEqual(
    expect.arrayContaining(['max', 'delay', 'backoff']),
  );
  expect(valuesAt(root, ['concurrency', 'onNew'])).toEqual([
    'queue',
    'cancelRunning',
    'replaceQueued',
    'reject',
  ]);
  expect(valuesAt(root, ['stages', 'steps', 'ignoreExitCode'])).toEqual(['true', 'false']);
  expect(schemasAt(root, ['nothing'])).toEqual([]);
});
