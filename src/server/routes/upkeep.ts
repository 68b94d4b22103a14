import { Type } from 'typebox';
import { listRetention } from '../../queue/list-retention.ts';
import { findOrphans, mendOrphans } from '../../queue/orphans/orphans.ts';
import { prune } from '../../queue/prune.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import { BuildNumber, JobName } from '../schemas/index.ts';

/** More are counted. */
const mostListed = 1_000;

const Prune = Type.Object(
  {
    job: Type.Optional(JobName),
    dryRun: Type.Optional(Type.Boolean({ description: 'Only tell what would be removed' })),
  },
  { additionalProperties: false },
);
export const Pruned = Type.Object({
  dryRun: Type.Boolean(),
  total: Type.Integer(),
  builds: Type.Array(Type.Object({ job: JobName, number: BuildNumber, reason: Type.String() })),
});
const kept = {
  builds: Type.Integer({ minimum: 1, description: 'Newest builds that stay' }),
  days: Type.Integer({ minimum: 0, description: 'Days that builds stay; 0 is no limit' }),
};
export const RetentionList = Type.Object({
  defaults: Type.Object(kept, { description: 'Of jobs that name no retention' }),
  total: Type.Integer({ description: 'Jobs that name one' }),
  jobs: Type.Array(
    Type.Object({
      job: JobName,
      folder: Type.String(),
      builds: Type.Optional(kept.builds),
      days: Type.Optional(kept.days),
    }),
  ),
});
const orphan = { kind: Type.String(), message: Type.String() };
export const Orphans = Type.Object({
  total: Type.Integer(),
  orphans: Type.Array(
    Type.Object({ ...orphan, mendable: Type.Boolean({ description: 'else a person has to decide' }) }),
  ),
});
export const Mended = Type.Object({
  total: Type.Integer(),
  orphans: Type.Array(Type.Object({ ...orphan, mended: Type.Boolean() })),
});

export function upkeepRoutes(app: App, context: ServerContext): void {
  app.get(
    '/api/retention',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'How long builds are kept: everywhere, and of the jobs that say it themselves',
        response: { 200: RetentionList },
      },
    },
    async ({ caller }) => {
      const { retentionBuilds: builds, retentionDays: days } = context.retention;
      const jobs = await listRetention(context, visibleTo(caller));
      return { defaults: { builds, days }, total: jobs.length, jobs: jobs.slice(0, mostListed) };
    },
  );

  app.post(
    '/api/prune',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Remove the builds that retention does not keep, of one job or of all',
        body: Prune,
        response: { 200: Pruned },
      },
    },
    async ({ body: { job, dryRun = false } }) => {
      const builds = await prune(context, context.retention, { job, dryRun });
      return { dryRun, total: builds.length, builds: builds.slice(0, mostListed) };
    },
  );

  app.get(
    '/api/orphans',
    {
      config: { role: 'admin' },
      schema: { summary: 'What belongs to nothing, in Redis and in the storage', response: { 200: Orphans } },
    },
    async () => {
      const orphans = await findOrphans(context);
      const shown = orphans.slice(0, mostListed);
      return {
        total: orphans.length,
        orphans: shown.map(({ kind, message, mend }) => ({ kind, message, mendable: mend !== null })),
      };
    },
  );

  app.post(
    '/api/orphans/mend',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Remove or mend what belongs to nothing',
        body: Type.Object({}, { additionalProperties: false }),
        response: { 200: Mended },
      },
    },
    async () => {
      const orphans = await mendOrphans(context);
      return { total: orphans.length, orphans: orphans.slice(0, mostListed) };
    },
  );
}
