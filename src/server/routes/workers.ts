import { Type } from 'typebox';
import { withVisibleBuilds } from '../access/filter.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { visibleTo } from '../guard.ts';
import { Worker, WorkerList, WorkerParams } from '../schemas/index.ts';

const actions = ['pause', 'resume', 'drain'] as const;

const summaries = {
  pause: 'Take no new builds until resumed',
  resume: 'Take builds again',
  drain: 'Take no new builds, and end when the running ones have',
} as const;

export const Joining = Type.Object({
  redisUrl: Type.String({ description: 'Its password is left out' }),
  redisPrefix: Type.String(),
  storage: Type.String({ description: 'Folder that server and workers share' }),
  secretKeyFile: Type.Union([Type.String(), Type.Null()]),
});

export function workerRoutes(app: App, { state, joining }: ServerContext): void {
  app.get(
    '/api/workers',
    {
      config: { role: 'viewer', scope: 'filtered' },
      schema: { summary: 'Workers and their heartbeats', response: { 200: WorkerList } },
    },
    async ({ caller }) => {
      const visible = visibleTo(caller);
      const workers = await state.workers.list();
      return { workers: visible === null ? workers : await withVisibleBuilds(state, visible, workers) };
    },
  );

  app.get(
    '/api/workers/joining',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'What a worker on another machine has to be given',
        response: { 200: Joining },
      },
    },
    () => joining,
  );

  for (const action of actions) {
    app.post(
      `/api/workers/:name/${action}`,
      {
        config: { role: 'admin' },
        schema: {
          summary: summaries[action],
          params: WorkerParams,
          body: Type.Object({}, { additionalProperties: false }),
          response: { 202: Worker },
        },
      },
      async (request, reply) => {
        const worker = await state.workers.order(request.params.name, action);
        reply.code(202);
        return worker;
      },
    );
  }
}
