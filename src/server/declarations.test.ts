import fastify from 'fastify';
import { expect, test } from 'vitest';
import type { App } from './app.ts';
import { type DeclaredRoute, requireDeclarations } from './declarations.ts';
import { useServer } from './testing/test-server.ts';

const given = useServer();

const named = ({ method, url }: DeclaredRoute): string => `${method} ${url}`;

test('a route that declares nobody, or two things, is refused when it is registered', () => {
  const app = fastify() as unknown as App;
  requireDeclarations(app);
  expect(() => app.get('/secret', () => '')).toThrow('GET /secret must declare');
  expect(() => app.get('/both', { config: { role: 'admin', open: true } }, () => '')).toThrow('must declare');
});

test('only what tells nothing is open', () => {
  const open = given.app.declared.filter((route) => route.open === true && route.method !== 'HEAD');
  const page = ['GET /*', 'GET /assets/*', 'GET /favicon.svg'];
  const signIn = [
    'GET /api/login',
    'GET /api/login/github',
    'GET /api/login/github/callback',
    'POST /api/session',
  ];
  const machines = ['GET /healthz', 'GET /readyz', 'POST /api/github/webhook'];
  expect(open.map(named).sort()).toEqual([...page, ...signIn, ...machines].sort());
});

test('what changes anything but the caller itself needs more than a viewer', () => {
  const loose = given.app.declared.filter(
    ({ method, role }) => !['GET', 'HEAD'].includes(method) && role === 'viewer',
  );
  expect(loose).toEqual([]);
});

test('what everybody who is signed in may do is about themselves', () => {
  const own = given.app.declared.filter(({ scope, method }) => scope === 'own' && method !== 'HEAD');
  expect(own.map(named).sort()).toEqual([
    'DELETE /api/session',
    'DELETE /api/sessions',
    'DELETE /api/sessions/:id',
    'GET /api/session',
    'GET /api/sessions',
    'POST /api/session/links',
    'PUT /api/session/password',
  ]);
});
