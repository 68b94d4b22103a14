import type { Count } from '../../state/tallies.ts';
import type { PartRow, TallyRow } from '../../state/tally-row.ts';
import { fieldOf, subjectOf } from './fields.ts';
import { classOf } from './histogram.ts';

/** Sums counts of the same field, so that a thousand builds of a job are few increments. */
export class Counts {
  readonly #sums = new Map<string, { kind: Count['kind']; day: string; field: string; by: number }>();

  add(kind: Count['kind'], day: string, subject: string, count: string, by: number): void {
    if (by === 0) return;
    const field = fieldOf(subject, count);
    const key = `${kind} ${day} ${field}`;
    const known = this.#sums.get(key);
    if (known === undefined) this.#sums.set(key, { kind, day, field, by: Math.round(by) });
    else known.by += Math.round(by);
  }

  list(): Count[] {
    return [...this.#sums.values()];
  }
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What one ended build adds to its day. */
export function countRow(counts: Counts, row: TallyRow): void {
  const day = dayOf(row.at);
  const { job } = row;
  const subjects = [subjectOf('job', job), subjectOf('cause', row.cause, job)];
  if (row.worker !== null)
    subjects.push(subjectOf('worker', row.worker), subjectOf('jobWorker', job, row.worker));
  for (const subject of subjects) countRun(counts, 'tally', day, subject, row);
  for (const stage of row.stages)
    countRun(counts, 'tally-parts', day, subjectOf('stage', job, stage.title), stage);
  for (const step of row.steps)
    countRun(counts, 'tally-parts', day, subjectOf('step', job, step.stage, step.title), step);
  for (const [title, value] of row.parameters)
    counts.add('tally-parts', day, subjectOf('parameter', job, title, value), row.status, 1);
  countTests(counts, day, row);
}

function countRun(
  counts: Counts,
  kind: Count['kind'],
  day: string,
  subject: string,
  run: Omit<PartRow, 'title'> & { readonly queueMs?: number | null },
): void {
  const add = (count: string, by: number) => counts.add(kind, day, subject, count, by);
  add(run.status, 1);
  if (run.flaky) add('flaky', 1);
  add('retries', run.retries);
  add('retryMs', run.retryMs);
  if (run.durationMs !== null) {
    add('durationMs', run.durationMs);
    add(`d${classOf(run.durationMs)}`, 1);
  }
  if (run.queueMs !== null && run.queueMs !== undefined) {
    add('queueMs', run.queueMs);
    add(`q${classOf(run.queueMs)}`, 1);
  }
}

function countTests(counts: Counts, day: string, { job, tests }: TallyRow): void {
  if (tests === undefined) return;
  const add = (test: { suite: string; name: string }, count: string, by: number) =>
    counts.add('tally-parts', day, subjectOf('test', job, test.suite, test.name), count, by);
  for (const test of tests.failed) add(test, 'failed', 1);
  for (const test of tests.flaky) add(test, 'flaky', 1);
  for (const test of tests.slow) {
    add(test, 'slow', 1);
    add(test, 'durationMs', test.durationMs);
  }
}
