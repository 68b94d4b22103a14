import { type Static, Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { shareReads } from '../../lib/share-reads.ts';
import { completeJournal } from '../../queue/complete-journal.ts';
import { ofVisibleJobs, visibleTree } from '../access/filter.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import { FolderName, Job, JobName, JobParams, Tree, TrendList } from '../schemas/index.ts';
import { sendJson, sendNothing } from '../send.ts';
import { textOfTree } from '../tree-text.ts';

const Move = Type.Object(
  { folder: Type.Optional(FolderName), name: Type.Optional(JobName) },
  { additionalProperties: false, minProperties: 1 },
);
const Confirmation = Type.Object(
  { confirm: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);

const trendJobs = 200;
const Trends = Type.Object(
  {
    jobs: Type.String({
      maxLength: trendJobs * 101,
      description: `Names of jobs with commas between, ${trendJobs} at most`,
    }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  },
  { additionalProperties: false },
);

export function jobRoutes(app: App, context: ServerContext): void {
  const { state } = context;

  // Thousands of jobs are much to read and to write out: requests at the same time share that work.
  const tree = shareReads(async () => `{"entries":${await textOfTree(await state.jobs.tree())}}`);
  app.get(
    '/api/jobs',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: { summary: 'The tree of folders and jobs', response: { 200: Tree } },
    },
    async ({ caller }, reply) => {
      const visible = visibleTo(caller);
      if (visible === null) return sendJson(reply, await tree());
      return { entries: visibleTree(await state.jobs.tree(), visible) };
    },
  );

  app.get(
    '/api/trends',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'The newest builds of many jobs in few words, oldest first',
        querystring: Trends,
        response: { 200: TrendList },
      },
    },
    async ({ query: { jobs, limit = 20 }, caller }) => {
      const names = jobs.split(',').slice(0, trendJobs);
      const visible = visibleTo(caller);
      const seen = visible === null ? names : await ofVisibleJobs(state, visible, names, (name) => name);
      return { trends: await state.trends.of(seen, limit) };
    },
  );

  app.delete(
    '/api/jobs/:name',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Delete a job with its builds, logs and artifacts; confirm=<name> is asked for',
        params: JobParams,
        querystring: Confirmation,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (request.query.confirm !== name) {
        await state.jobs.get(name);
        throw new DroverError('REQUEST_INVALID', {
          detail: `Deleting "${name}" removes all its builds, logs and artifacts. Confirm with ?confirm=${name}.`,
        });
      }
      await state.jobs.delete(name);
      await completeJournal(context);
      return sendNothing(reply);
    },
  );

  app.post(
    '/api/jobs/:name/move',
    {
      config: { role: 'admin', into: (request) => (request.body as Static<typeof Move>).folder },
      schema: {
        summary: 'Move a job to another folder, or give it another name; its storage moves along',
        params: JobParams,
        body: Move,
        response: { 200: Job },
      },
    },
    async (request) => {
      const job = await state.jobs.move(request.params.name, request.body);
      await completeJournal(context);
      return job;
    },
  );
}
