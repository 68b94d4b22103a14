import { nextRun, schedulesOf, zonedTime } from '../definition/index.ts';
import { DroverError } from '../errors/error.ts';
import type { QueueContext } from './context.ts';

const nextShown = 5;

/** A schedule for people. Times are ISO 8601, those of `next` by the clocks of its time zone. */
export interface ScheduleView {
  readonly job: string;
  readonly name: string;
  readonly cron: string;
  readonly timezone: string;
  readonly enabled: boolean;
  /** The next five times; none when it is not enabled. */
  readonly next: string[];
  readonly lastAt?: string;
  readonly lastBuild?: number;
  readonly lastSkipped?: { readonly at: string; readonly reason: string };
  readonly lastError?: { readonly at: string; readonly message: string };
}

/** The schedules of a job, in the order of its definition. Throws JOB_NOT_FOUND. */
export async function listSchedules(
  { state }: Pick<QueueContext, 'state'>,
  name: string,
): Promise<ScheduleView[]> {
  const job = await state.jobs.get(name);
  const records = await state.schedules.read(name);
  return schedulesOf(job, job.meta.id ?? job.meta.name).map((plan) => {
    const { lastAt, lastBuild, lastSkipped, lastError } = records.get(plan.name)?.record ?? {};
    const next: string[] = [];
    for (let time = Date.now(); plan.enabled && next.length < nextShown; ) {
      time = nextRun(plan.cron, plan.zone, time);
      next.push(zonedTime(plan.zone, time));
    }
    return {
      job: name,
      name: plan.name,
      cron: plan.text,
      timezone: plan.zone,
      enabled: plan.enabled,
      next,
      ...(lastAt === undefined ? {} : { lastAt: iso(lastAt) }),
      ...(lastBuild === undefined ? {} : { lastBuild }),
      ...(lastSkipped === undefined ? {} : { lastSkipped: { ...lastSkipped, at: iso(lastSkipped.at) } }),
      ...(lastError === undefined ? {} : { lastError: { ...lastError, at: iso(lastError.at) } }),
    };
  });
}

/** Those of the jobs whose turn comes next, soonest first. */
export async function listAllSchedules(
  context: Pick<QueueContext, 'state'>,
  jobs: number,
): Promise<ScheduleView[]> {
  const names = await context.state.schedules.upcoming(jobs);
  const lists = await Promise.all(names.map((name) => listSchedules(context, name).catch(noneIfGone)));
  const first = ({ next: [time = '9999'] }: ScheduleView): number => Date.parse(time);
  return lists.flat().sort((a, b) => first(a) - first(b));
}

function noneIfGone(error: unknown): ScheduleView[] {
  if (error instanceof DroverError && error.status === 404) return [];
  throw error;
}

const iso = (ms: number): string => new Date(ms).toISOString();
