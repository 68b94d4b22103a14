import type { Problem } from '../errors/error.ts';
import { checkAmount } from './check-amount.ts';
import { checkCheckout } from './check-checkout.ts';
import { checkParameters } from './check-parameters.ts';
import { checkSchedules } from './check-schedules.ts';
import { checkShape } from './check-shape.ts';
import { ProblemList } from './problem-list.ts';
import { Job } from './schema/index.ts';
import { ReadFault, type Tree, treeOf } from './tree.ts';

/** Everything that is wrong with a tree, into the list. */
export function checkTree(tree: Tree, problems: ProblemList): void {
  if (tree.kind === 'scalar' && tree.value === null) {
    problems.add(tree.at, '', 'the job file is empty: a job needs at least `stages`');
    return;
  }
  checkShape(Job, tree, { path: '', name: '', problems });
  checkParameters(tree, problems);
  checkSchedules(tree, problems);
  checkCheckout(tree, problems);
  checkAmount(tree, problems);
}

/** Everything that is wrong with a definition that is already a value; empty when it is one. Knows no lines. */
export function checkDefinition(value: unknown): Problem[] {
  const problems = new ProblemList();
  try {
    checkTree(treeOf(value), problems);
  } catch (error) {
    if (!(error instanceof ReadFault)) throw error;
    problems.add(error.at, '', error.message);
  }
  return problems.toProblems();
}
