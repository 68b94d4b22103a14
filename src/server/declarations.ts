import type { FastifyContextConfig, RouteOptions } from 'fastify';
import type { App } from './app.ts';

export type Declaration = Pick<FastifyContextConfig, 'role' | 'open'>;

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
  const declared: DeclaredRoute[] = [];
  app.decorate('declared', declared);
  app.addHook('onRoute', function (route: RouteOptions) {
    const config = { ...this.declaration, ...route.config } as FastifyContextConfig;
    const { role, open } = config;
    const methods = [route.method].flat();
    if ((role === undefined) === (open === undefined)) {
      throw new Error(
        `${methods.join()} ${route.url} must declare either config.role or config.open: who may use it?`,
      );
    }
    for (const method of methods) declared.push({ ...config, method, url: route.url });
    route.config = config;
    route.schema = {
      ...route.schema,
      ...(open
        ? { security: [] }
        : { description: [route.schema?.description, needs(role)].join(' ').trim() }),
    };
  });
}

const needs = (role: string | undefined): string => `Needs the role ${role}.`;
