import type { Logger } from 'pino';
import { nextRun, type SchedulePlan, schedulesOf } from '../definition/index.ts';
import { DroverError } from '../errors/error.ts';
import { repeat } from '../lib/repeat.ts';
import type { Job } from '../state/job.ts';
import type { FoundRecord, ScheduleRecord } from '../state/schedules.ts';
import type { QueueContext } from './context.ts';
import { dueRun } from './due-time.ts';
import { submitBuild } from './submit.ts';

const everyMs = 1_000;
const jobsAtOnce = 50;

/**
 * Starts builds when their schedules are due. Runs on every server: which one starts a build is settled by the script
 * that accepts it, which also notes that this run is done. So a crash at any line neither loses a run nor
 * starts it twice, and no server is special.
 */
export function startSchedules(context: QueueContext & { readonly log: Logger }): () => Promise<void> {
  return repeat(
    everyMs,
    () => fireDue(context),
    (err) => context.log.warn({ err }, 'schedules not looked at; trying again'),
  );
}

/** Looks once at what is due. */
export async function fireDue(context: QueueContext): Promise<void> {
  const { now, jobs } = await context.state.schedules.due(jobsAtOnce);
  for (const name of jobs) await visit(context, name, now);
}

async function visit(context: QueueContext, name: string, now: number): Promise<void> {
  const { state } = context;
  const job = await existing(context, name);
  if (job === null) return state.schedules.plan(name, null, null, []);
  const records = await state.schedules.read(name);
  const plans = schedulesOf(job, job.meta.id ?? job.meta.name);
  const next: number[] = [];
  for (const plan of plans)
    if (plan.enabled) next.push(await attend(context, job, plan, records.get(plan.name) ?? null, now));
  const soonest = next.length === 0 ? null : Math.min(...next);
  await state.schedules.plan(
    name,
    job.meta.revision,
    soonest,
    plans.filter(({ enabled }) => enabled).map((plan) => plan.name),
  );
}

async function existing({ state }: QueueContext, name: string): Promise<Job | null> {
  try {
    return await state.jobs.get(name);
  } catch (error) {
    if (error instanceof DroverError && error.status === 404) return null;
    throw error;
  }
}

/** Starts what is due of one schedule. Resolves to when it is to be looked at again, in ms. */
async function attend(
  context: QueueContext,
  job: Job,
  plan: SchedulePlan,
  found: FoundRecord | null,
  now: number,
): Promise<number> {
  const { schedules } = context.state;
  const { name } = job.meta;
  const of = `${plan.text} ${plan.zone}`;
  if (found === null || found.record.of !== of) {
    // Just made or changed: nothing before now was its time.
    const record = { ...found?.record, of, next: nextRun(plan.cron, plan.zone, now) };
    await schedules.advance(name, plan.name, found?.text ?? '', record);
    return record.next;
  }
  if (found.record.next > now) return found.record.next;
  const { at, next } = dueRun(plan, found.record.next, now);
  const record = { ...found.record, next };
  if (at === null) {
    const lastSkipped = { at: found.record.next, reason: 'no server was there at that time' };
    await schedules.advance(name, plan.name, found.text, { ...record, lastSkipped });
  } else {
    const outcome = await fire(context, job, plan, { at, before: found.text, record });
    if (outcome !== null) await schedules.advance(name, plan.name, found.text, { ...record, ...outcome });
  }
  return next;
}

/** Null when a build was started, by this server or another; else what is to be noted instead. */
async function fire(
  context: QueueContext,
  job: Job,
  plan: SchedulePlan,
  { at, before, record }: { at: number; before: string; record: ScheduleRecord },
): Promise<Partial<ScheduleRecord> | null> {
  const { lastBuild: _earlier, ...kept } = record;
  try {
    await submitBuild(context, {
      job: job.meta.name,
      parameters: plan.parameters,
      cause: { kind: 'schedule', by: 'schedule', schedule: plan.name, at: new Date(at).toISOString() },
      schedule: {
        name: plan.name,
        before,
        record: { ...kept, lastAt: at },
        skipIfRunning: plan.skipIfRunning,
      },
    });
    return null;
  } catch (error) {
    // Redis or something else is away: the run is still due.
    if (!(error instanceof DroverError) || error.status >= 500) throw error;
    if (error.code === 'SCHEDULE_TAKEN') return null;
    if (error.code === 'JOB_BUSY')
      return { lastSkipped: { at, reason: 'another build of the job was under way' } };
    return { lastError: { at, message: error.message } };
  }
}
