import { Type } from 'typebox';
import type { App } from '../app.ts';
import { sendBytes } from '../byte-range.ts';
import type { ServerContext } from '../context.ts';
import { BuildParams, FileList } from '../schemas.ts';

/** Text is shown as text and everything else is downloaded: nothing that a build wrote acts as our page. */
const shownAsText = /\.(log|txt|json|xml|csv|md|ya?ml)$/i;

/** The files of a build's folder: logs, artifacts, build.json. */
export function fileRoutes(app: App, { state, storage }: ServerContext): void {
  app.get(
    '/api/jobs/:name/builds/:number/files/',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Files of a build', params: BuildParams, response: { 200: FileList } },
    },
    async (request) => {
      const build = await state.builds.get(request.params.name, request.params.number);
      return storage.files(build);
    },
  );

  app.get(
    '/api/jobs/:name/builds/:number/files/*',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'One file of a build, or a range of it',
        params: Type.Object({ ...BuildParams.properties, '*': Type.String({ maxLength: 4096 }) }),
        produces: ['application/octet-stream', 'text/plain'],
      },
    },
    async (request, reply) => {
      const path = request.params['*'];
      const build = await state.builds.get(request.params.name, request.params.number);
      const file = await storage.openFile(build, path);
      reply.header('x-content-type-options', 'nosniff');
      if (shownAsText.test(path)) reply.type('text/plain; charset=utf-8');
      else reply.type('application/octet-stream').header('content-disposition', 'attachment');
      return sendBytes(request, reply, file);
    },
  );
}
