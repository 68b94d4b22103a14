import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { reaches, roleAt } from '../../state/identity/roles.ts';
import type { SecretScope } from '../../state/secrets/scope.ts';
import type { SecretView } from '../../state/secrets/secrets.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { FolderParams, JobParams } from '../schemas/index.ts';
import { sendNothing } from '../send.ts';

const SecretName = Type.String({ minLength: 1, maxLength: 100, examples: ['NPM_TOKEN'] });
export const Secret = Type.Object({
  name: Type.String(),
  scope: Type.Enum(['global', 'folder', 'job']),
  of: Type.Optional(Type.String({ description: 'Name of the folder or job' })),
  updatedAt: Type.String({ format: 'date-time' }),
  updatedBy: Type.String(),
  key: Type.String({ description: 'Id of the key that it is stored with' }),
  readable: Type.Boolean({ description: 'Whether this server has that key' }),
});
const Value = Type.Object({ value: Type.String({ maxLength: 65_536 }) }, { additionalProperties: false });
const Rotation = Type.Object({
  rotated: Type.Integer({ description: 'How many are stored with the current key now' }),
  unreadable: Type.Array(Type.String(), { description: 'Whose key is not here; they stay as they are' }),
});

/** Three places, each with its own address, so that each has the role asked for where it belongs. */
const places = [
  {
    url: '/api/secrets/:secret',
    what: 'for all jobs',
    params: Type.Object({ secret: SecretName }),
    scopeOf: (): SecretScope => ({ kind: 'global' }),
  },
  {
    url: '/api/folders/:name/secrets/:secret',
    what: 'of a folder and all below it',
    params: Type.Object({ ...FolderParams.properties, secret: SecretName }),
    scopeOf: (name: string): SecretScope => ({ kind: 'folder', name }),
  },
  {
    url: '/api/jobs/:name/secrets/:secret',
    what: 'of a job and its copies',
    params: Type.Object({ ...JobParams.properties, secret: SecretName }),
    scopeOf: (name: string): SecretScope => ({ kind: 'job', name }),
  },
] as const;

/** Values go in and never come out: only a worker reads them, for a build whose job names them. */
export function secretRoutes(app: App, { state }: ServerContext): void {
  app.get(
    '/api/secrets',
    {
      config: { role: 'admin', scope: 'filtered' },
      schema: {
        summary: 'Secrets, without their values',
        response: { 200: Type.Object({ secrets: Type.Array(Secret) }) },
      },
    },
    async (request) => {
      const secrets = await state.secrets.list();
      const shown = await Promise.all(secrets.map((secret) => isShown(request, secret)));
      return { secrets: secrets.filter((_secret, index) => shown[index]).map(viewOf) };
    },
  );

  app.post(
    '/api/secrets/rotate',
    {
      config: { role: 'admin' },
      schema: { summary: 'Store all secrets with the current key', response: { 200: Rotation } },
    },
    () => state.secrets.rotate(),
  );

  for (const { url, what, params, scopeOf } of places) {
    const asked = (request: FastifyRequest): { scope: SecretScope; secret: string } => {
      const { name = '', secret } = request.params as { name?: string; secret: string };
      return { scope: scopeOf(name), secret };
    };

    app.put(
      url,
      {
        config: { role: 'admin' },
        schema: {
          summary: `Store a secret ${what}`,
          params,
          body: Value,
          response: {
            200: Type.Object({ created: Type.Boolean({ description: 'It was not there before' }) }),
          },
        },
      },
      async (request) => {
        const { scope, secret } = asked(request);
        const created = await state.secrets.put(scope, secret, request.body.value, request.caller.name);
        return { created };
      },
    );

    app.delete(
      url,
      {
        config: { role: 'admin' },
        schema: { summary: `Delete a secret ${what}`, params, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { scope, secret } = asked(request);
        await state.secrets.delete(scope, secret);
        return sendNothing(reply);
      },
    );
  }

  /** Whoever may change it may know that it is there. */
  async function isShown({ caller }: FastifyRequest, { scope }: SecretView): Promise<boolean> {
    if (reaches(caller.role, 'admin')) return true;
    if (scope.kind === 'global') return false;
    const path = await (scope.kind === 'job'
      ? state.jobs.folderOf(scope.name)
      : state.folders.find(scope.name));
    return path !== null && reaches(roleAt(caller, path), 'admin');
  }
}

const viewOf = ({ scope, ...view }: SecretView) => ({
  ...view,
  scope: scope.kind,
  ...(scope.kind === 'global' ? {} : { of: scope.name }),
});
