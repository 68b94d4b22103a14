import { Type } from 'typebox';
import { listAllSchedules, listSchedules } from '../../queue/list-schedules.ts';
import { ofVisibleJobs } from '../access/filter.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import { JobParams } from '../schemas/index.ts';

/** Of which those that may be seen are looked for. */
const mostJobs = 1000;

const time = Type.String({ format: 'date-time' });
const Schedule = Type.Object({
  job: Type.String(),
  name: Type.String(),
  cron: Type.String(),
  timezone: Type.String(),
  enabled: Type.Boolean(),
  next: Type.Array(time, { description: 'The next five times, by the clocks of the time zone' }),
  lastAt: Type.Optional(time),
  lastBuild: Type.Optional(Type.Integer()),
  lastSkipped: Type.Optional(Type.Object({ at: time, reason: Type.String() })),
  lastError: Type.Optional(Type.Object({ at: time, message: Type.String() })),
});
const ScheduleList = Type.Object({ schedules: Type.Array(Schedule) });
const Limit = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  { additionalProperties: false },
);

export function scheduleRoutes(app: App, context: ServerContext): void {
  app.get(
    '/api/jobs/:name/schedules',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Schedules of a job', params: JobParams, response: { 200: ScheduleList } },
    },
    async (request) => ({ schedules: await listSchedules(context, request.params.name) }),
  );

  app.get(
    '/api/schedules',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Schedules of the jobs whose turn comes next, soonest first',
        querystring: Limit,
        response: { 200: ScheduleList },
      },
    },
    async ({ query, caller }) => {
      const visible = visibleTo(caller);
      const limit = query.limit ?? 100;
      if (visible === null) return { schedules: await listAllSchedules(context, limit) };
      const all = await listAllSchedules(context, mostJobs);
      const schedules = await ofVisibleJobs(context.state, visible, all, ({ job }) => job);
      return { schedules: schedules.slice(0, limit) };
    },
  );
}
