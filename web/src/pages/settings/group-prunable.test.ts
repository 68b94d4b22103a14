import { expect, test } from 'vitest';
import { groupPrunable } from './group-prunable.ts';

test('builds of a job that go for one reason are one row', () => {
  const beyond = (job: string, number: number) => ({ job, number, reason: 'beyond the newest 2' });
  const old = { job: 'api', number: 1, reason: 'ended more than 30 days ago' };
  expect(
    groupPrunable([beyond('api', 7), beyond('api', 5), old, beyond('web', 3), beyond('api', 6)]),
  ).toEqual([
    { job: 'api', reason: 'beyond the newest 2', first: 5, last: 7, amount: 3 },
    { ...old, number: undefined, first: 1, last: 1, amount: 1 },
    { job: 'web', reason: 'beyond the newest 2', first: 3, last: 3, amount: 1 },
  ]);
});
