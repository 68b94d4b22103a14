import { randomUUID } from 'node:crypto';
import type { Concurrency } from '../definition/concurrency.ts';
import { DroverError } from '../errors/error.ts';
import type { BuildDocument } from './build.ts';
import { buildTail } from './build-json.ts';
import { statusArguments } from './commit-status.ts';
import type { StateContext } from './context.ts';
import { lastTail } from './last-build.ts';
import { isName } from './names.ts';
import { queueOfBuild } from './queues.ts';
import type { ScheduleRecord } from './schedules.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { sealValues } from './secrets/private-values.ts';

export interface SubmitOptions {
  /** SHA-1 of the text of the job as it was read: refuse it when that is another one by now. */
  readonly sha?: string | undefined;
  /** `limitIs`: whether its limit is that of the definition as it is now, or of one stored earlier. */
  readonly concurrency?: (Concurrency & { readonly limitIs: 'current' | 'stored' }) | null;
  /** When it has waited too long, in ms since 1970. */
  readonly queueDeadline?: number | null;
  readonly schedule?: ScheduledRun | null;
  readonly trigger?: Trigger | null;
}

/** An event that starts one build, however often it is tried, by whichever server. */
export interface Trigger {
  readonly event: string;
  /** As a commit of a branch: another event for the same within `windowMs` of the last starts nothing. */
  readonly what: string;
  readonly windowMs: number;
}

/** A run of a schedule. Whoever accepts its build notes that in the same script, so each is started once. */
export interface ScheduledRun {
  readonly name: string;
  /** What was noted of the schedule when it was found due. */
  readonly before: string;
  readonly record: Omit<ScheduleRecord, 'lastBuild'>;
  /** JOB_BUSY instead of a build beside others of the job. */
  readonly skipIfRunning: boolean;
}

export interface Submitted {
  readonly build: BuildDocument;
  /** False: it waits for a place in its group. */
  readonly admitted: boolean;
  /** Ids of those that waited for a place in its group and got one, since it raised the limit. */
  readonly released: readonly string[];
  /** Ids of those before it in its group, which are asked to end. */
  readonly superseded: readonly string[];
}

/** See `BuildChanges`. */
export async function submitBuild(
  { prefix, keys, scripts, keyRing }: StateContext & { readonly keyRing: KeyRing },
  build: Omit<BuildDocument, 'number'>,
  values: Record<string, string>,
  { sha, concurrency = null, queueDeadline = null, schedule = null, trigger = null }: SubmitOptions = {},
): Promise<Submitted> {
  const { job, queuedAt, runsOn, priority } = build;
  if (!isName('job', job)) throw new DroverError('JOB_NOT_FOUND', { job });
  const touched = [
    keys.job(job),
    keys.recent(job),
    keys.numbers(),
    keys.last(),
    keys.queued(),
    keys.undelivered(),
    keys.queues(),
  ];
  const group = concurrency ?? { group: '', limit: '', limitIs: '', onNew: '' };
  const [number, folder, admitted, released, ...others] = await scripts.run(
    'submit',
    touched,
    [
      prefix,
      job,
      buildTail(build),
      Date.parse(queuedAt),
      lastTail(build),
      sealValues(keyRing, build, values),
      queueOfBuild(build),
      JSON.stringify(build.resumes === undefined ? runsOn : { worker: build.resumes.worker }),
      priority,
      randomUUID(),
      sha ?? '',
      group.group,
      group.limit,
      group.limitIs,
      group.onNew,
      queueDeadline ?? '',
      ...scheduleArguments(schedule),
      build.resumes?.folder ?? '',
      build.resumes?.build ?? '',
      ...(trigger === null ? ['', '', ''] : [trigger.event, trigger.what, trigger.windowMs]),
      ...statusArguments(build),
    ],
    { job, build: build.resumes?.build ?? '' },
  );
  return {
    build: { ...build, number: Number(number), folder: String(folder) },
    admitted: admitted === 1,
    released: others.slice(0, Number(released)).map(String),
    superseded: others.slice(Number(released)).map(String),
  };
}

function scheduleArguments(run: ScheduledRun | null): string[] {
  if (run === null) return ['', '', '', ''];
  const { name, before, record, skipIfRunning } = run;
  return [name, before, JSON.stringify(record).slice(0, -1), skipIfRunning ? 'skip' : ''];
}
