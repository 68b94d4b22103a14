import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Grant, type Rights, type Role, reaches, roleAnywhere, roleAt, roles } from './roles.ts';

const role = fc.constantFrom(...roles);
const name = fc.constantFrom('a', 'b', 'c', 'ab', 'a-b');
const rights: fc.Arbitrary<Rights> = fc.record({
  role: fc.option(role),
  grants: fc.array(fc.record({ folder: name, role }), { maxLength: 4 }),
});
const path = fc.array(name, { maxLength: 4 }).map((names) => names.join('/'));

test('a role in a folder is a role below it', () => {
  fc.assert(
    fc.property(rights, path, name, (given, above, below) => {
      const there = roleAt(given, above);
      if (there !== null) expect(reaches(roleAt(given, `${above}/${below}`), there)).toBe(true);
    }),
  );
});

test('nobody has a role anywhere that was not given to them for there', () => {
  const rank = (one: Role | null): number => (one === null ? -1 : roles.indexOf(one));
  fc.assert(
    fc.property(rights, path, (given, where) => {
      const there = given.grants.filter(({ folder }: Grant) => `/${where}/`.includes(`/${folder}/`));
      const highest = Math.max(rank(given.role), ...there.map((grant) => rank(grant.role)));
      expect(rank(roleAt(given, where))).toBe(highest);
      expect(rank(roleAnywhere(given))).toBeGreaterThanOrEqual(highest);
    }),
  );
});

test('a folder is not another whose name begins alike', () => {
  const given: Rights = { role: null, grants: [{ folder: 'team', role: 'admin' }] };
  expect(roleAt(given, 'team-two')).toBeNull();
  expect(roleAt(given, 'other/teams')).toBeNull();
  expect(roleAt(given, '')).toBeNull();
  expect(roleAt(given, 'other/team/x')).toBe('admin');
});
