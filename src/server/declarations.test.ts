import fastify from 'fastify';
import { expect, test } from 'vitest';
import { roles } from '../state/roles.ts';
import type { App } from './app.ts';
import { requireDeclarations } from './declarations.ts';
import { useServer } from './testing/test-server.ts';

const given = useServer();

test('a route that declares nobody, or two things, is refused when it is registered', () => {
  const app = fastify() as unknown as App;
  requireDeclarations(app);
  expect(() => app.get('/secret', () => '')).toThrow('GET /secret must declare');
  expect(() => app.get('/both', { config: { role: 'admin', open: true } }, () => '')).toThrow('must declare');
});

test('only what tells nothing is open', () => {
  const open = given.app.declared.filter((route) => route.open === true && route.method === 'GET');
  const page = ['/*', '/assets/*', '/favicon.svg'];
  expect(open.map(({ url }) => url).sort()).toEqual([...page, '/healthz', '/readyz']);
});

test('what changes anything needs more than a viewer', () => {
  const loose = given.app.declared.filter(
    ({ method, role }) => !['GET', 'HEAD'].includes(method) && role === 'viewer',
  );
  expect(loose).toEqual([]);
});

test('every route lets in who reaches its role, and nobody else', async () => {
  expect(given.app.declared.length).toBeGreaterThan(30);
  for (const { method, url, role: needed } of given.app.declared) {
    if (needed === undefined || url.includes('*')) continue;
    const path = url.replace(':number', '1').replaceAll(/:\w+/g, 'nobody');
    const ask = (authorization: string) =>
      given.app.inject({ method: method as 'GET', url: path, headers: { authorization } });
    expect(`${method} ${url} ${(await ask('Bearer nonsense')).statusCode}`).toBe(`${method} ${url} 401`);
    for (const role of roles) {
      const { statusCode } = await ask(`Bearer ${given.tokens[role]}`);
      const refused = roles.indexOf(role) < roles.indexOf(needed);
      expect(`${method} ${url} as ${role}: ${statusCode === 403}`).toBe(
        `${method} ${url} as ${role}: ${refused}`,
      );
      expect(statusCode).toBeLessThan(500);
    }
  }
});
