import type { SwaggerOptions } from '@fastify/swagger';
import { pagePolicy } from '../access/headers.ts';
import type { App } from '../app.ts';

export function openApi(version: string): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Drover',
        version,
        description: 'The REST interface of Drover. Errors are problem documents (RFC 9457).',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  };
}

/** As every page; the library makes one style element, with this content. */
const docsPolicy = pagePolicy.replace(
  "style-src 'self'",
  "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
);

/** `/api/openapi.json`, and a page that shows it at `/api/docs`. */
export function docsRoutes(app: App): void {
  app.get(
    '/api/openapi.json',
    { config: { role: 'viewer', scope: 'filtered' }, schema: { hide: true } },
    () => app.swagger(),
  );
  app.register(async (scope) => {
    scope.decorate('declaration', { role: 'viewer' });
    await scope.register(import('@fastify/swagger-ui'), { routePrefix: '/api/docs', staticCSP: docsPolicy });
  });
}
