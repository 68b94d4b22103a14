import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import type { LinkKind, LinkOf } from '../../state/link.ts';
import { BranchLink, PullRequestLink } from '../../state/link-schema.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { sendNothing } from '../send.ts';

export const RepositoryParams = Type.Object({
  org: Type.String({ minLength: 1, maxLength: 200, description: 'Owner of the repository' }),
  repo: Type.String({ minLength: 1, maxLength: 200 }),
});
const time = Type.String({ format: 'date-time' });
const AnyLink = Type.Unsafe<LinkOf[LinkKind]>({
  type: 'object',
  required: ['job'],
  description: 'The job, and options; see PUT',
});
export const LinkList = Type.Object({
  links: Type.Array(
    Type.Object({
      repository: Type.String({ description: 'owner/name' }),
      kind: Type.Enum(['pullrequest', 'branch']),
      link: Type.Union([AnyLink, Type.Null()]),
      fault: Type.Optional(Type.String({ description: 'Why the key holds no link' })),
      lastDeliveryAt: Type.Union([time, Type.Null()], {
        description: 'When GitHub last sent something of the repository',
      }),
    }),
  ),
  webhook: Type.Object({
    secret: Type.Boolean({ description: 'Whether one is configured: without it nothing is taken' }),
    refused: Type.Union([Type.Object({ at: time, reason: Type.String() }), Type.Null()], {
      description: 'What was refused last',
    }),
  }),
});

/** Which jobs the pull requests and branches of repositories start. */
export function githubLinkRoutes(app: App, { state, github }: ServerContext): void {
  app.get(
    '/api/github/links',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Links of GitHub repositories to jobs', response: { 200: LinkList } },
    },
    async () => {
      const [links, { repositories, refused }] = await Promise.all([
        state.links.list(),
        state.deliveries.arrivals(),
      ]);
      return {
        links: links.map((entry) => ({
          ...entry,
          lastDeliveryAt: repositories.get(entry.repository.toLowerCase()) ?? null,
        })),
        webhook: { secret: github.hasSecret, refused },
      };
    },
  );
  define('pullrequest', PullRequestLink, 'pull requests');
  define('branch', BranchLink, 'branches');

  function define<K extends LinkKind>(
    kind: K,
    body: typeof PullRequestLink | typeof BranchLink,
    what: string,
  ): void {
    const url = `/api/github/:org/:repo/${kind}`;
    app.put(
      url,
      {
        config: { role: 'admin' },
        schema: {
          summary: `Link the ${what} of a repository to a job`,
          params: RepositoryParams,
          body,
          response: { 200: AnyLink, 201: AnyLink },
        },
      },
      async (request, reply) => {
        const link = request.body as LinkOf[K];
        if (link.checkRun === true && github.sentAs !== 'app') throw new DroverError('CHECK_RUN_NEEDS_APP');
        const created = await state.links.put(repositoryOf(request.params), kind, link);
        reply.code(created ? 201 : 200);
        return link;
      },
    );

    app.get(
      url,
      {
        config: { role: 'viewer' },
        schema: {
          summary: `The link of the ${what} of a repository`,
          params: RepositoryParams,
          response: { 200: AnyLink },
        },
      },
      (request) => state.links.get(repositoryOf(request.params), kind),
    );

    app.delete(
      url,
      {
        config: { role: 'admin' },
        schema: {
          summary: `No longer start a job for the ${what} of a repository; jobs that it has started stay`,
          params: RepositoryParams,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await state.links.delete(repositoryOf(request.params), kind);
        return sendNothing(reply);
      },
    );
  }
}

export const repositoryOf = ({ org, repo }: { org: string; repo: string }) => ({ owner: org, name: repo });
