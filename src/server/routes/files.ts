import { Type } from 'typebox';
import { filePolicy } from '../access/headers.ts';
import type { App } from '../app.ts';
import { sendBytes } from '../byte-range.ts';
import type { ServerContext } from '../context.ts';
import { BuildParams, FileList } from '../schemas/index.ts';

/** Text is shown as text, and everything else is downloaded. */
const shownAsText = /\.(log|txt|json|xml|csv|md|ya?ml)$/i;

/** What is shown as what it is when it is asked for so; the policy of files keeps it from acting. */
const shownInline: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  htm: 'text/html; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
};

const View = Type.Object(
  {
    inline: Type.Optional(
      Type.Boolean({ description: 'HTML, images and PDF to look at, in a sandbox, in place of a download' }),
    ),
  },
  { additionalProperties: false },
);

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
        querystring: View,
        produces: ['application/octet-stream', 'text/plain'],
      },
    },
    async (request, reply) => {
      const path = request.params['*'];
      const build = await state.builds.get(request.params.name, request.params.number);
      const file = await storage.openFile(build, path);
      const { type, download } = showing(path, request.query.inline === true);
      reply.type(type).header('content-security-policy', filePolicy);
      if (download) reply.header('content-disposition', 'attachment');
      return sendBytes(request, reply, file);
    },
  );
}

/** How a file is sent: nothing that a build wrote acts as our page. */
function showing(path: string, inline: boolean): { type: string; download: boolean } {
  if (shownAsText.test(path)) return { type: 'text/plain; charset=utf-8', download: false };
  const type = shownInline[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
  return inline && type !== undefined
    ? { type, download: false }
    : { type: 'application/octet-stream', download: true };
}
