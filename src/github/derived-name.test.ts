import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDerivedName, isName } from '../state/names.ts';
import { alternativeName, type DerivedFrom, derivedName } from './derived-name.ts';

const branch = (name: string): DerivedFrom => ({ kind: 'branch', branch: name });

test('plain names are as everybody expects', () => {
  expect(derivedName('myCoolProject', { kind: 'pull', number: 25 })).toBe('myCoolProject_pr25');
  expect(derivedName('api', branch('main'))).toBe('api_branch_main');
  expect(derivedName('api', branch('release-1.4'))).toBe('api_branch_release-1.4');
  expect(derivedName('api', branch('feature/login'))).toMatch(/^api_branch_feature-login-[0-9a-f]{8}$/);
});

const hostile = [
  '../../x',
  '..',
  '.',
  '$(id)',
  '`reboot`',
  "';drop table--",
  '_recent',
  '_25',
  '25',
  'recent',
  'x'.repeat(250),
  'ünïcödé/🚚',
  '-rf',
  'main-0a1b2c3d',
  'a/b',
  'a-b',
  'a_b',
  'A-b',
];

test('hostile names are safe, distinct and no keys of builds', () => {
  const names = hostile.map((name) => derivedName('api', branch(name)));
  for (const name of names) {
    expect(name).toMatch(/^api_branch_[A-Za-z0-9.-]+$/);
    expect(isName('job', name)).toBe(true);
    expect(isDerivedName(name)).toBe(true);
  }
  expect(new Set(names).size).toBe(hostile.length);
});

const refName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 250, unit: 'binary' }),
  fc.stringMatching(/^[a-c/_.\-0-9]{1,60}$/),
  fc.constantFrom(...hostile),
);
const parent = fc
  .oneof(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/), fc.constant('a'.repeat(100)))
  .filter((name) => isName('job', name));
const from: fc.Arbitrary<DerivedFrom> = fc.oneof(
  refName.map(branch),
  fc.integer({ min: 1, max: 4_294_967_295 }).map((number) => ({ kind: 'pull' as const, number })),
  fc.constant({ kind: 'tags' as const }),
);

test('whatever a branch and its job are called, the name is one that a job can have', () => {
  fc.assert(
    fc.property(parent, from, (job, of) => {
      for (const name of [derivedName(job, of), alternativeName(job, of, 'acme/api')]) {
        expect({ name, valid: isName('job', name), derived: isDerivedName(name) }).toEqual({
          name,
          valid: true,
          derived: true,
        });
      }
    }),
    { numRuns: 1_000 },
  );
});

test('two branches never share a name, nor do a branch, a pull request and the tags', () => {
  fc.assert(
    fc.property(parent, from, from, (job, a, b) => {
      expect(derivedName(job, a) === derivedName(job, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 2_000 },
  );
});

test('another repository has another name', () => {
  for (const of of [branch('main'), { kind: 'pull', number: 25 } as const]) {
    const names = [
      derivedName('api', of),
      ...['acme/api', 'acme/web'].map((one) => alternativeName('api', of, one)),
    ];
    expect(new Set(names).size).toBe(3);
    expect(alternativeName('api', of, 'Acme/API')).toBe(names[1]);
  }
});
