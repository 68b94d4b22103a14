import { type Static, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { Folder, FolderParams } from '../schemas/index.ts';
import { sendNothing } from '../send.ts';

const Placement = Type.Object(
  { parent: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);

export function folderRoutes(app: App, { state }: ServerContext): void {
  app.put(
    '/api/folders/:name',
    {
      config: { role: 'admin', into: (request) => (request.query as Static<typeof Placement>).parent },
      schema: {
        summary: 'Make a folder',
        params: FolderParams,
        querystring: Placement,
        response: { 200: Folder, 201: Folder },
      },
    },
    async (request, reply) => {
      const created = await state.folders.put(request.params.name, request.query.parent ?? '');
      reply.code(created ? 201 : 200);
      return view(request.params.name);
    },
  );

  app.get(
    '/api/folders/:name',
    {
      config: { role: 'viewer' },
      schema: { summary: 'A folder and what is in it', params: FolderParams, response: { 200: Folder } },
    },
    (request) => view(request.params.name),
  );

  app.delete(
    '/api/folders/:name',
    {
      config: { role: 'admin' },
      schema: { summary: 'Delete an empty folder', params: FolderParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await state.folders.delete(request.params.name);
      return sendNothing(reply);
    },
  );

  const view = (name: string): Promise<Static<typeof Folder>> => state.folders.get(name);
}
