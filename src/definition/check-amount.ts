import { limits } from './limits.ts';
import type { ProblemList } from './problem-list.ts';
import { childOf, itemsOf, type Tree } from './tree.ts';

/** Steps and hook commands of the whole job: each becomes a log and a record in the build document. */
export function checkAmount(job: Tree, problems: ProblemList): void {
  const stages = childOf(job, 'stages');
  let commands = hookCommands(job);
  for (const stage of itemsOf(stages))
    commands += hookCommands(stage) + itemsOf(childOf(stage, 'steps')).length;
  if (commands <= limits.commands || stages === undefined) return;
  problems.add(
    stages.at,
    'stages',
    `the job has ${commands} commands: at most ${limits.commands} are allowed, split the job`,
  );
}

function hookCommands(owner: Tree): number {
  const hooks = ['onStart', 'onSuccess', 'onFailure'].map((hook) => childOf(owner, hook));
  return hooks.reduce(
    (sum, hook) => sum + (hook?.kind === 'list' ? hook.items.length : Number(hook !== undefined)),
    0,
  );
}
