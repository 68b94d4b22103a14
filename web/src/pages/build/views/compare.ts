import type { BuildSummary } from '../../../data/routes.ts';
import type { Status } from '../../../ui/status-mark.tsx';
import { commandsOf, outlineOfBuild, statusOf, titleOf } from '../commands.ts';
import { causeText } from '../headline.ts';

export interface Difference {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What is not the same in two builds: parameters, commit, cause, worker. */
export function differences(before: BuildSummary, after: BuildSummary): Difference[] {
  const titles = [...new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])];
  const all: Difference[] = [
    ...titles.map((title) => ({
      name: title,
      before: before.parameters[title] ?? null,
      after: after.parameters[title] ?? null,
    })),
    { name: 'Commit', before: commitText(before), after: commitText(after) },
    { name: 'Cause', before: causeText(before), after: causeText(after) },
    { name: 'Worker', before: before.worker, after: after.worker },
    { name: 'Node', before: before.node, after: after.node },
    { name: 'Labels', before: before.runsOn.join(', '), after: after.runsOn.join(', ') },
  ];
  return all.filter((one) => one.before !== one.after);
}

const commitText = ({ github }: BuildSummary): string | null =>
  github === undefined ? null : `${github.commit.sha.slice(0, 12)} ${github.commit.title ?? ''}`.trim();

export interface ComparedStep {
  readonly title: string;
  /** In the later build. */
  readonly status: Status;
  readonly before: number | null;
  readonly after: number | null;
}

/** The steps of both builds by their titles, in the order of the later one. */
export function comparedSteps(before: BuildSummary, after: BuildSummary): ComparedStep[] {
  const earlier = new Map(stepsOf(before).map((step) => [titleOf(step), step.record.durationMs]));
  return stepsOf(after).map((step) => ({
    title: titleOf(step),
    status: statusOf(step),
    before: earlier.get(titleOf(step)) ?? null,
    after: step.record.durationMs,
  }));
}

const stepsOf = (build: BuildSummary) =>
  commandsOf(outlineOfBuild(build)).filter(({ kind }) => kind === 'step');

/** The first line that differs in more than numbers, such as times; counted from 1. */
export function firstDifference(
  before: readonly string[],
  after: readonly string[],
): { line: number; before: string | null; after: string | null } | null {
  const shape = (line: string | undefined) => line?.replace(/[0-9]+(?:\.[0-9]+)?/g, '0');
  for (let at = 0; at < Math.max(before.length, after.length); at += 1) {
    if (shape(before[at]) !== shape(after[at]))
      return { line: at + 1, before: before[at] ?? null, after: after[at] ?? null };
  }
  return null;
}
