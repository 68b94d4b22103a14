import type { ProblemList } from './problem-list.ts';
import { childOf, type Tree } from './tree.ts';

/** What the schema cannot say of `checkout`: which fields go together. */
export function checkCheckout(job: Tree, problems: ProblemList): void {
  const checkout = childOf(job, 'checkout');
  if (checkout?.kind !== 'map') return;
  const repository = childOf(checkout, 'repository');
  const branch = childOf(checkout, 'branch');
  const ref = childOf(checkout, 'ref');
  if (branch !== undefined && repository === undefined)
    problems.add(
      branch.at,
      'checkout.branch',
      '`branch` belongs to a `repository`: without one the event of GitHub says what is built',
    );
  if (ref !== undefined && repository !== undefined)
    problems.add(
      ref.at,
      'checkout.ref',
      '`ref` belongs to pull requests: with a `repository` of its own a job names a `branch`',
    );
}
