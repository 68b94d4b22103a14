import { expect, test } from 'vitest';
import { checkName, isDerivedName, isName, refuseDerivedName } from './names.ts';

test.each(['a', 'my.cool_Project-2', 'x_recently', 'x_1a', '7', 'api_pr25', 'x'.repeat(100)])(
  'a job may be called %s',
  (name) => {
    expect(() => checkName('job', name)).not.toThrow();
  },
);

test.each([
  ['', 'A job needs a name.'],
  ['x'.repeat(101), 'is longer than 100 characters'],
  ['_a', 'must begin with a letter or a digit'],
  ['a b', '" " is none of them'],
  ['../etc', '"/" is none of them'],
  ['ä', '"ä" is none of them'],
  ['a\n', String.raw`"\n" is none of them`],
  ['api_recent', 'the key job_api_recent is kept for the builds of a job "api"'],
  ['api_12', 'the key job_api_12 is kept for the builds of a job "api"'],
])('a job may not be called %j, and the message says why', (name, why) => {
  expect(() => checkName('job', name)).toThrow(why);
});

test('a folder has no builds, so its name may end like those of builds', () => {
  expect(isName('folder', 'team_1')).toBe(true);
  expect(isName('folder', 'a/b')).toBe(false);
});

test('names of pull requests and branches are left to derived jobs', () => {
  expect(isDerivedName('api_pr25')).toBe(true);
  expect(isDerivedName('api_branch_main')).toBe(true);
  expect(isDerivedName('api_prefix')).toBe(false);
  expect(() => refuseDerivedName('api_pr25')).toThrow('pull requests and branches of a job "api"');
  expect(() => refuseDerivedName('api')).not.toThrow();
});
