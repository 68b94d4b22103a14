import type { Command } from 'commander';
import { count } from '../../lib/count.ts';
import { connect } from '../client/connect.ts';
import type { Io } from '../io.ts';
import { applyFiles } from './apply.ts';
import type { ApplyPlan, JobChange } from './plan.ts';

export interface ApplyFlags {
  folder?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** What `apply` and `import` do: the work, told line by line. */
export async function runApply(
  command: Command,
  io: Io,
  paths: readonly string[],
  flags: ApplyFlags,
): Promise<number> {
  const { folder, dryRun = false, json = false } = flags;
  const client = await connect(command, io);
  const say = (line: string) => (json ? undefined : io.print(line));
  const plan = await applyFiles(client, {
    paths,
    ...(folder === undefined ? {} : { folder }),
    dryRun,
    onFolder: ({ path }) => say(`${io.colors.green('created  ')}  folder ${path}`),
    onJob: (change) => say(describeJob(change, io)),
  });
  if (json) io.print(JSON.stringify(toJson(plan, dryRun), null, 2));
  else io.note(describePlan(plan, dryRun));
  return 0;
}

function describeJob({ action, name, folder, movedFrom }: JobChange, { colors }: Io): string {
  const path = folder === '' ? name : `${folder}/${name}`;
  const moved =
    movedFrom === undefined ? '' : `  (was ${movedFrom === '' ? 'at the top' : `in ${movedFrom}`})`;
  const paint = {
    created: colors.green,
    changed: colors.yellow,
    moved: colors.yellow,
    unchanged: colors.dim,
  }[action];
  return `${paint(action.padEnd(9))}  ${path}${moved}`;
}

function describePlan({ jobs }: ApplyPlan, dryRun: boolean): string {
  const parts = (['created', 'changed', 'moved', 'unchanged'] as const).flatMap((action) => {
    const n = jobs.filter((job) => job.action === action).length;
    return n > 0 ? [`${n} ${action}`] : [];
  });
  return `${count(jobs.length, 'job')}: ${parts.join(', ')}${dryRun ? ' (dry run: nothing was changed)' : ''}`;
}

function toJson({ folders, jobs }: ApplyPlan, dryRun: boolean): object {
  return {
    dryRun,
    folders: folders.map(({ path }) => ({ path, action: 'created' })),
    jobs: jobs.map(({ definition: _definition, yaml: _yaml, revision: _revision, ...job }) => job),
  };
}
