import type { StateContext } from './context.ts';

/** What is known of a schedule of a job. Times are ms since 1970. */
export interface ScheduleRecord {
  /** Cron and time zone that `next` was worked out from. */
  readonly of: string;
  readonly next: number;
  /** The time that it last started a build for, and the build's number. */
  readonly lastAt?: number;
  readonly lastBuild?: number;
  readonly lastSkipped?: { readonly at: number; readonly reason: string };
  readonly lastError?: { readonly at: number; readonly message: string };
}

export interface FoundRecord {
  readonly record: ScheduleRecord;
  /** As it lies in Redis: whoever changes it names what it has read. */
  readonly text: string;
}

export interface Schedules {
  /** Now by the clock of Redis, and the jobs that are to be looked at. */
  due(limit: number): Promise<{ now: number; jobs: string[] }>;
  /** By the name of the schedule. */
  read(job: string): Promise<Map<string, FoundRecord>>;
  /** False when another server was first. `before` is '' where there was nothing. */
  advance(job: string, schedule: string, before: string, record: ScheduleRecord): Promise<boolean>;
  /**
   * When the job is to be looked at next, null for never, and which schedules it has. Ignored when the job is not at
   * this revision any more; null: when there is no job.
   */
  plan(
    job: string,
    revision: number | null,
    next: number | null,
    schedules: readonly string[],
  ): Promise<void>;
  /** The jobs whose schedules come next, and when they are looked at. */
  upcoming(limit: number): Promise<string[]>;
  /** Has these jobs looked at, as those that were written by hand. */
  lookAt(jobs: readonly string[]): Promise<void>;
}

export function createSchedules({ redis, keys, scripts }: StateContext): Schedules {
  return {
    async due(limit) {
      const [now, ...jobs] = await scripts.run('due_schedules', [keys.schedules()], [limit]);
      return { now: Number(now), jobs: jobs.map(String) };
    },

    async read(job) {
      const texts = Object.entries(await redis.hgetall(keys.schedule(job)));
      return new Map(
        texts.flatMap(([name, text]) => {
          const record = readRecord(text);
          return record === null ? [] : [[name, { record, text }]];
        }),
      );
    },

    async advance(job, schedule, before, record) {
      const [code] = await scripts.ask(
        'advance_schedule',
        [keys.schedule(job)],
        [schedule, before, JSON.stringify(record)],
      );
      return code === 'ok';
    },

    async plan(job, revision, next, schedules) {
      const touched = [keys.schedules(), keys.schedule(job), keys.job(job)];
      await scripts.run('plan_schedules', touched, [job, revision ?? '', next ?? '', ...schedules]);
    },

    upcoming: (limit) => redis.zrange(keys.schedules(), 0, String(limit - 1)),

    async lookAt(jobs) {
      if (jobs.length === 0) return;
      await redis.zadd(keys.schedules(), 'NX', ...jobs.flatMap((job) => [0, job]));
    },
  };
}

function readRecord(text: string): ScheduleRecord | null {
  try {
    const record = JSON.parse(text) as ScheduleRecord | null;
    return typeof record?.next === 'number' ? record : null;
  } catch {
    return null;
  }
}
