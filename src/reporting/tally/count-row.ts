import type { Counts, Subject, SubjectKind } from '../../state/tallies.ts';
import type { PartRow, TallyRow } from '../../state/tally-row.ts';
import { subjectName } from './fields.ts';
import { classOf } from './histogram.ts';

/** Adds up what builds change, so that a hundred builds of a job change each of its subjects once. */
export class Changes {
  readonly #changes = new Map<string, { subject: Subject; counts: Counts }>();

  of(kind: SubjectKind, day: string, name: string): Counts {
    const key = `${kind} ${day} ${name}`;
    const known = this.#changes.get(key);
    if (known !== undefined) return known.counts;
    const counts: Counts = {};
    this.#changes.set(key, { subject: { kind, day, name }, counts });
    return counts;
  }

  list(): readonly { readonly subject: Subject; readonly counts: Counts }[] {
    return [...this.#changes.values()];
  }
}

/** Adds the second to the first. */
export function addCounts(to: Counts, more: Counts): Counts {
  for (const count in more) add(to, count, more[count] ?? 0);
  return to;
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What one ended build adds to its day. */
export function countRow(changes: Changes, row: TallyRow): void {
  const day = dayOf(row.at);
  const { job, worker } = row;
  const of = (kind: SubjectKind, ...parts: readonly string[]): Counts =>
    changes.of(kind, day, subjectName(...parts));
  countRun(of('total', ''), row);
  countRun(of('job', job), row);
  countRun(of('cause', row.cause, job), row);
  if (worker !== null) {
    countRun(of('worker', worker), row);
    countRun(of('job-worker', job, worker), row);
  }
  for (const stage of row.stages) countRun(of('stage', job, stage.title), stage);
  for (const step of row.steps) countRun(of('step', job, step.stage, step.title), step);
  for (const [title, value] of row.parameters) add(of('parameter', job, title, value), row.status, 1);
  for (const { suite, name } of row.tests?.failed ?? []) add(of('test', job, suite, name), 'failed', 1);
  for (const { suite, name } of row.tests?.flaky ?? []) add(of('test', job, suite, name), 'flaky', 1);
  for (const { suite, name, durationMs } of row.tests?.slow ?? []) {
    const counts = of('test', job, suite, name);
    add(counts, 'slow', 1);
    add(counts, 'durationMs', durationMs);
  }
}

function countRun(counts: Counts, run: Omit<PartRow, 'title'> & { readonly queueMs?: number | null }): void {
  add(counts, run.status, 1);
  if (run.flaky) add(counts, 'flaky', 1);
  add(counts, 'retries', run.retries);
  add(counts, 'retryMs', run.retryMs);
  if (run.durationMs !== null) {
    add(counts, 'durationMs', run.durationMs);
    add(counts, `d${classOf(run.durationMs)}`, 1);
  }
  if (run.queueMs !== null && run.queueMs !== undefined) {
    add(counts, 'queueMs', run.queueMs);
    add(counts, `q${classOf(run.queueMs)}`, 1);
  }
}

function add(counts: Counts, count: string, by: number): void {
  if (by !== 0) counts[count] = (counts[count] ?? 0) + Math.round(by);
}
