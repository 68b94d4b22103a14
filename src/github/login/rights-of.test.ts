import { expect, test } from 'vitest';
import { parseLoginRules } from '../../lib/login-rules.ts';
import { rightsOf } from './rights-of.ts';

const ann = { login: 'ann', teams: ['acme/ops', 'acme/web'], organisations: ['acme'] };
const of = (rules: string, person = ann) => rightsOf(person, parseLoginRules(rules) ?? expect.fail(rules));

test('nobody has rights by default, and who is not named has none', () => {
  expect(of('')).toBeNull();
  expect(of('bob=admin,other/ops=runner,other/*=viewer')).toBeNull();
});

test('a login, a team or an organisation gives its role, the highest of several', () => {
  expect(of('Ann=viewer')).toEqual({ role: 'viewer', grants: [] });
  expect(of('acme/Ops=runner')).toEqual({ role: 'runner', grants: [] });
  expect(of('acme/*=viewer,acme/ops=admin,ann=runner')).toEqual({ role: 'admin', grants: [] });
});

test('a login that is called like an organisation is not its member', () => {
  expect(of('acme/*=admin', { login: 'acme', teams: [], organisations: [] })).toBeNull();
  expect(of('acme=admin')).toBeNull();
});

test('a role may hold in a folder only', () => {
  expect(of('acme/web=viewer:site,ann=runner:site,acme/*=viewer:docs')).toEqual({
    role: null,
    grants: [
      { folder: 'site', role: 'runner' },
      { folder: 'docs', role: 'viewer' },
    ],
  });
});

test.each([
  'ann',
  'ann=',
  'ann=root',
  'ann=admin:',
  'a/b/c=admin',
  '-ann=admin',
  '*=viewer',
  'ann=admin:a b',
  '*/*=admin',
])('%s is no rule', (text) => {
  expect(parseLoginRules(text)).toBeNull();
});
