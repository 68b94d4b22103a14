import type { FastifyContextConfig, RouteOptions } from 'fastify';
import { scopeOf } from './access/authorize.ts';
import type { App } from './app.ts';

export type Declaration = Pick<FastifyContextConfig, 'role' | 'open' | 'scope'>;

export interface DeclaredRoute extends Declaration {
  readonly method: string;
  readonly url: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What the routes of a library declare, which cannot do it themselves: set on the scope that they go to. */
    declaration?: Declaration;
    /** Every route that was registered. */
    declared: DeclaredRoute[];
  }
}

/** Registering a route that does not say who may use it throws. OpenAPI shows what the others say. */
export function requireDeclarations(app: App): void {
  const routes: DeclaredRoute[] = [];
  app.decorate('declared', routes);
  app.addHook('onRoute', function (route: RouteOptions) {
    const config: FastifyContextConfig = {
      scope: scopeOf(route.url),
      ...this.declaration,
      ...(route.config as FastifyContextConfig | undefined),
    };
    const { role, open, scope } = config;
    const declared = [role !== undefined, open !== undefined, scope === 'own'].filter(Boolean);
    const methods = [route.method].flat();
    if (declared.length !== 1) {
      throw new Error(
        `${methods.join()} ${route.url} must declare one of config.role, config.open and config.scope "own": who may use it?`,
      );
    }
    for (const method of methods) routes.push({ ...config, method, url: route.url });
    route.config = config;
    route.schema = {
      ...route.schema,
      ...(open
        ? { security: [] }
        : { description: [route.schema?.description, needs(role)].join(' ').trim() }),
    };
  });
}

const needs = (role: string | undefined): string =>
  role === undefined ? 'For everybody who is signed in.' : `Needs the role ${role}.`;
