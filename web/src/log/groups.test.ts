import { expect, test } from 'vitest';
import { groupAt, placeGroups } from './groups.ts';

const groups = [
  { title: 'a', line: 2, end: 5, folded: true },
  { title: 'b', line: 8, end: 9, folded: false },
  { title: 'c', line: 12, end: null, folded: true },
];
const folded = (live: boolean, choices: [number, boolean][] = [], shown: number[] = []) =>
  placeGroups(groups, 20, live, { choices: new Map(choices), shown }).map((group) => group.folded);

test('groups are folded as the output says, but not where an error or the newest output is', () => {
  expect(folded(false)).toEqual([true, false, true]);
  expect(folded(true)).toEqual([true, false, false]);
  expect(folded(false, [], [4])).toEqual([false, false, true]);
  expect(folded(false, [], [2])).toEqual([true, false, true]);
});

test('the reader has the last word', () => {
  expect(
    folded(
      true,
      [
        [2, true],
        [8, true],
        [12, true],
      ],
      [4],
    ),
  ).toEqual([true, true, true]);
});

test('a line is in the group whose title is before it', () => {
  const placed = placeGroups(groups, 20, false, { choices: new Map(), shown: [] });
  expect([1, 2, 5, 6, 8, 20].map((line) => groupAt(placed, line)?.title ?? null)).toEqual([
    null,
    'a',
    'a',
    null,
    'b',
    'c',
  ]);
});
