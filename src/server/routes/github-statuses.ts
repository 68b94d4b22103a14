import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { fullName } from '../../state/link.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { JobName } from '../schemas/index.ts';

const time = Type.String({ format: 'date-time' });
const GivenUp = Type.Object({
  repository: Type.String({ description: 'owner/name' }),
  sha: Type.String(),
  context: Type.String({ description: 'Its name at GitHub, as drover/api' }),
  kind: Type.Enum(['status', 'check']),
  state: Type.Enum(['pending', 'success', 'failure', 'error']),
  description: Type.String(),
  job: Type.Optional(JobName),
  build: Type.Optional(Type.Integer()),
  at: time,
  error: Type.String({ description: 'What GitHub said last' }),
});
const Resend = Type.Object(
  {
    repository: Type.Optional(
      Type.String({
        pattern: '^[^/\\s]{1,100}/[^/\\s]{1,100}$',
        description: 'Only those of this one, as owner/name',
      }),
    ),
  },
  { additionalProperties: false },
);
const mostListed = 100;

/** How the statuses of commits get to GitHub, and those that did not. */
export function githubStatusRoutes(app: App, { state, github }: ServerContext): void {
  app.get(
    '/api/github/statuses',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Statuses and check runs on their way to GitHub, and those that were given up, newest first',
        response: {
          200: Type.Object({
            sentAs: Type.Enum(['app', 'token', 'nobody'], {
              description: 'What this server shows GitHub; without anything it sends nothing',
            }),
            waiting: Type.Integer(),
            waitingSince: Type.Union([time, Type.Null()]),
            givenUp: Type.Array(GivenUp),
          }),
        },
      },
    },
    async () => {
      const [{ waiting, oldest }, givenUp] = await Promise.all([
        state.statuses.counts(),
        state.statuses.listGivenUp(mostListed),
      ]);
      return {
        sentAs: github.sentAs,
        waiting,
        waitingSince: oldest === null ? null : new Date(oldest).toISOString(),
        givenUp: givenUp.map(({ owner, repo, number, ...rest }) => ({
          repository: fullName({ owner, name: repo }),
          ...rest,
          ...(number === undefined ? {} : { build: number }),
        })),
      };
    },
  );

  app.post(
    '/api/github/statuses/resend',
    {
      config: { role: 'runner' },
      schema: {
        summary: 'Send once more what was given up, once what stood in the way is mended',
        body: Resend,
        response: { 202: Type.Object({ resent: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      if (github.sentAs === 'nobody') throw new DroverError('GITHUB_NO_CREDENTIALS');
      const [owner = '', name = ''] = request.body.repository?.split('/') ?? [];
      reply.code(202);
      return { resent: await state.statuses.resend(owner === '' ? undefined : { owner, name }) };
    },
  );
}
