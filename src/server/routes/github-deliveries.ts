import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { JobName } from '../schemas/index.ts';
import { RepositoryParams, repositoryOf } from './github-links.ts';

const time = Type.String({ format: 'date-time' });
const deliveryFields = {
  id: Type.String(),
  event: Type.String(),
  action: Type.Optional(Type.String()),
  repository: Type.Union([Type.String(), Type.Null()]),
  ref: Type.Optional(Type.String()),
  pullRequest: Type.Optional(Type.Integer()),
  sender: Type.Optional(Type.String()),
  host: Type.Optional(Type.String({ description: 'Of an Enterprise server' })),
  bytes: Type.Integer(),
  receivedAt: time,
  finishedAt: Type.Optional(time),
  outcome: Type.Enum(['accepted', 'started', 'waiting', 'closed', 'ignored', 'failed']),
  reason: Type.String({ description: 'What it started, or why it started nothing' }),
  job: Type.Optional(JobName),
  build: Type.Optional(Type.Integer()),
  replayOf: Type.Optional(Type.String()),
  replayedBy: Type.Optional(Type.String()),
  duplicates: Type.Integer({ description: 'How often it came once more' }),
  replayable: Type.Boolean(),
};
export const Delivery = Type.Object(deliveryFields);
const { duplicates: _none, replayable: _too, ...replayFields } = deliveryFields;
const Page = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    before: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);
const DeliveryParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) });
const Sha = Type.Object(
  {
    sha: Type.String({
      pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$',
      description: 'The commit that was looked at',
    }),
  },
  { additionalProperties: false },
);
const PullParams = Type.Object({
  ...RepositoryParams.properties,
  number: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
});
export const Outcome = Type.Object({
  outcome: Type.String(),
  reason: Type.String(),
  job: Type.Optional(JobName),
  build: Type.Optional(Type.Integer()),
});
export const Waiting = Type.Object({
  repository: Type.String(),
  number: Type.Integer(),
  sha: Type.String(),
  title: Type.String(),
  url: Type.String(),
  author: Type.String(),
  from: Type.Union([Type.String(), Type.Null()], { description: 'The fork; null when it was deleted' }),
  job: JobName,
  since: time,
});

/** What came from GitHub and what became of it, and what waits for somebody to look at it. */
export function githubDeliveryRoutes(app: App, { state, github }: ServerContext): void {
  app.get(
    '/api/github/deliveries',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Deliveries, newest first, and what each started or why it started nothing',
        querystring: Page,
        response: { 200: Type.Object({ deliveries: Type.Array(Delivery) }) },
      },
    },
    async ({ query: { limit = 50, before } }) => ({
      deliveries: await state.deliveries.list({ limit, ...(before === undefined ? {} : { before }) }),
    }),
  );

  app.get(
    '/api/github/deliveries/:id',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'A delivery with its payload, which is null when it is no longer kept',
        params: DeliveryParams,
        response: { 200: Type.Object({ ...deliveryFields, payload: Type.Unknown() }) },
      },
    },
    async ({ params: { id } }) => {
      const delivery = await state.deliveries.get(id);
      const payload = delivery.replayable
        ? (JSON.parse(await state.deliveries.payload(id)) as unknown)
        : null;
      return { ...delivery, payload };
    },
  );

  app.post(
    '/api/github/deliveries/:id/replay',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Act on a delivery once more, as if it had just come',
        params: DeliveryParams,
        response: { 202: Type.Object(replayFields) },
      },
    },
    async (request, reply) => {
      reply.code(202);
      return github.replay(request.params.id, request.caller.name);
    },
  );

  app.get(
    '/api/github/approvals',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Pull requests from forks that wait for approval, oldest first',
        response: { 200: Type.Object({ approvals: Type.Array(Waiting) }) },
      },
    },
    async () => ({
      approvals: (await state.approvals.list()).flatMap(({ job, event, since }) => {
        const { repository, commit, pullRequest } = event;
        if (pullRequest === undefined) return [];
        const { number, title, url, author, sourceRepository: from } = pullRequest;
        const name = `${repository.owner}/${repository.name}`;
        return [{ repository: name, number, sha: commit.sha, title, url, author, from, job, since }];
      }),
    }),
  );

  app.post(
    '/api/github/:org/:repo/pulls/:number/approve',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Let a commit of a pull request from a fork be built',
        params: PullParams,
        body: Sha,
        response: { 200: Outcome },
      },
    },
    ({ params, body, caller }) => github.approve(repositoryOf(params), params.number, body.sha, caller.name),
  );
}
