import { Type } from 'typebox';
import type { App } from './app.ts';
import { Problem } from './schemas/index.ts';

const problem = {
  description: 'RFC 9457 problem',
  content: { 'application/problem+json': { schema: Problem } },
};

/**
 * Completes what OpenAPI says of the answers of each route: problems, and the kinds of content of a route that names them in
 * `produces`; the shape of its answer is that of JSON.
 */
export function describeAnswers(app: App): void {
  app.addHook('onRoute', (route) => {
    const { response, ...schema } = route.schema ?? {};
    const { produces = [] } = schema as { produces?: readonly string[] };
    const shapes = (response ?? {}) as Record<number, object>;
    const content = Object.fromEntries(
      produces.map((type) => [type, { schema: type === 'application/json' ? shapes[200] : Type.String() }]),
    );
    route.schema = {
      ...schema,
      response: {
        ...shapes,
        ...(produces.length > 0 ? { 200: { description: 'As it is asked for', content } } : {}),
        '4xx': problem,
      },
    };
  });
}
