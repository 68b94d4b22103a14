import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import type { App } from '../app.ts';

const notBuilt =
  'The web page is not built: run "npm run build" and load this address again. The REST interface is described at /api/docs.\n';

/**
 * The web page. Its files carry their content's hash in their names and may be kept for ever; every other
 * address that a person opens is the page itself, which knows what to show there.
 */
export async function webRoutes(app: App, folder: string): Promise<void> {
  const { default: files } = await import('@fastify/static');
  await app.register(files, {
    serve: false,
    root: folder,
    preCompressed: true,
    cacheControl: false,
    suppressWarning: true,
  });

  // What the interface does not know stays an error of the interface.
  app.get(
    '/api/*',
    { config: { role: 'viewer', scope: 'filtered' }, schema: { hide: true } },
    (_request, reply) => reply.callNotFound(),
  );

  app.get('/assets/*', { config: { open: true }, schema: { hide: true } }, (request, reply) => {
    const { '*': name } = request.params as { '*': string };
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    return reply.sendFile(join('assets', name));
  });

  app.get('/favicon.svg', { config: { open: true }, schema: { hide: true } }, (_request, reply) => {
    reply.header('cache-control', 'public, max-age=86400');
    return reply.sendFile('favicon.svg');
  });

  app.get('/*', { config: { open: true }, schema: { hide: true } }, (_request, reply) => sendPage(reply));

  function sendPage(reply: FastifyReply): FastifyReply {
    reply.header('cache-control', 'no-cache');
    if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    return reply.code(404).type('text/plain; charset=utf-8').send(notBuilt);
  }
}
