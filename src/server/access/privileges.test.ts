import { beforeAll, describe, expect, test } from 'vitest';
import { type Role, roles } from '../../state/identity/roles.ts';
import { sampleBuild, sampleDefinition } from '../../state/testing/sample-build.ts';
import type { DeclaredRoute } from '../declarations.ts';
import { makeToken, useServer } from '../testing/test-server.ts';

/**
 * Every route, asked by every role over everything and by every role in one folder, of what lies in that folder, of what
 * lies beside it, and of what does not exist. What is expected is worked out here from the declaration alone.
 */

const given = useServer();

interface Walker {
  readonly token: string;
  readonly role: Role;
  /** In folder `mine` alone, which has the folder `inner`. */
  readonly scoped: boolean;
}
const walkers: Walker[] = [];

const places = { mine: 'job-of-mine', inner: 'job-of-inner', other: 'job-of-other' } as const;
/** What the routes ask for that need to be asked for something. */
const queries: Readonly<Record<string, string>> = { '/api/trends': '?jobs=job-of-other,job-of-mine' };
/** Occurs in whatever tells of the folder that is nobody's business. */
const traceOfOther = /other/;

async function prepare(): Promise<void> {
  const { state } = given;
  await state.folders.put('mine');
  await state.folders.put('inner', 'mine');
  await state.folders.put('other');
  for (const [folder, job] of Object.entries(places)) {
    if ((await state.jobs.folderOf(job)) !== null) continue;
    await state.jobs.put(job, sampleDefinition, { folder });
    await state.builds.submit(sampleBuild({ job, folder: folder === 'inner' ? 'mine/inner' : folder }), {});
  }
}

beforeAll(async () => {
  for (const role of roles) {
    walkers.push({ token: given.tokens[role], role, scoped: false });
    const grants = [{ folder: 'mine', role }];
    const token = await makeToken(given.state, { name: `scoped-${role}`, role: null, grants });
    walkers.push({ token, role, scoped: true });
  }
});

const isEnough = ({ role }: Walker, { role: needed }: DeclaredRoute): boolean =>
  needed === undefined || roles.indexOf(role) >= roles.indexOf(needed);

async function ask(walker: Walker, { method, url }: DeclaredRoute, name: string) {
  await prepare();
  const path = url
    .replace(':name', name)
    .replace(':number', '1')
    .replaceAll(/:\w+/g, 'nobody')
    .replace('*', 'x');
  return given.app.inject({
    method: method as 'GET',
    url: path + (queries[url] ?? ''),
    headers: { authorization: `Bearer ${walker.token}` },
  });
}

const routes = (...scopes: (string | undefined)[]): DeclaredRoute[] =>
  given.app.declared.filter(({ scope, open }) => open !== true && scopes.includes(scope));

const label = (walker: Walker, { method, url }: DeclaredRoute, status: number): string =>
  `${method} ${url} as ${walker.role}${walker.scoped ? ' of a folder' : ''}: ${status}`;

describe('routes about a job or a folder', () => {
  const named = (scope: string | undefined, place: keyof typeof places) =>
    scope === 'job' ? places[place] : place;

  test('are for who has the role over everything', async () => {
    for (const route of routes('job', 'folder'))
      for (const walker of walkers.filter(({ scoped }) => !scoped)) {
        const { statusCode } = await ask(walker, route, named(route.scope, 'other'));
        expect([label(walker, route, statusCode), statusCode === 403]).toEqual([
          label(walker, route, statusCode),
          !isEnough(walker, route),
        ]);
        expect(statusCode).toBeLessThan(500);
      }
  });

  test.each(['mine', 'inner'] as const)('are for who has the role in the folder: %s', async (place) => {
    for (const route of routes('job', 'folder'))
      for (const walker of walkers.filter(({ scoped }) => scoped)) {
        const { statusCode, body } = await ask(walker, route, named(route.scope, place));
        const text = label(walker, route, statusCode);
        expect([text, statusCode === 403]).toEqual([text, !isEnough(walker, route)]);
        expect([text, /There is no (job|folder)/.test(body)]).toEqual([text, false]);
        expect(statusCode).toBeLessThan(500);
      }
  });

  test('say of what lies elsewhere what they say of what does not exist', async () => {
    for (const route of routes('job', 'folder'))
      for (const walker of walkers.filter(({ scoped }) => scoped)) {
        const name = named(route.scope, 'other');
        const elsewhere = await ask(walker, route, name);
        const nothing = await ask(walker, route, 'nothing');
        const text = label(walker, route, elsewhere.statusCode);
        expect([text, [403, 404].includes(elsewhere.statusCode)]).toEqual([text, true]);
        expect([text, nothing.body.replaceAll('nothing', name)]).toEqual([text, elsewhere.body]);
      }
  });
});

test('routes about everything are not for those who have a role in a folder', async () => {
  for (const route of routes('everything'))
    for (const walker of walkers) {
      const { statusCode } = await ask(walker, route, 'nobody');
      const text = label(walker, route, statusCode);
      expect([text, statusCode === 403]).toEqual([text, walker.scoped || !isEnough(walker, route)]);
      expect(statusCode).toBeLessThan(500);
    }
});

test('what is filtered tells nothing of what lies elsewhere', async () => {
  let told = 0;
  // Where lines of logs are not indexed, there is nothing of them to filter: the tests with a real Elasticsearch do.
  const others = ['/api/live', '/api/reports/logs'];
  for (const route of routes('filtered').filter(
    ({ url }) => url.startsWith('/api/') && !others.includes(url) && !url.includes('*'),
  ))
    for (const walker of walkers) {
      const { statusCode, body } = await ask(walker, route, 'nobody');
      const text = label(walker, route, statusCode);
      if (url(route).startsWith('/api/docs') || url(route).endsWith('openapi.json')) continue;
      expect([text, statusCode]).toEqual([text, isEnough(walker, route) ? 200 : 403]);
      if (walker.scoped) expect([text, traceOfOther.exec(body)]).toEqual([text, null]);
      else told += traceOfOther.test(body) ? 1 : 0;
    }
  // The tree, the queue and the builds do tell it to those who may know.
  expect(told).toBeGreaterThanOrEqual(9);
});

const url = (route: DeclaredRoute): string => route.url;

describe('putting something into a folder', () => {
  const definition = { stages: [{ steps: [{ command: 'true' }] }] };
  const put = async (method: 'PUT' | 'POST', path: string, payload: object, role: Role = 'admin') => {
    await prepare();
    const { token = '' } = walkers.find((walker) => walker.scoped && walker.role === role) ?? {};
    const headers = { authorization: `Bearer ${token}` };
    return (await given.app.inject({ method, url: path, payload, headers })).statusCode;
  };

  test('is possible in a folder of the caller and below', async () => {
    expect(await put('PUT', '/api/jobs/new-one?folder=mine', definition)).toBe(201);
    expect(await put('PUT', '/api/jobs/new-two?folder=inner', definition)).toBe(201);
    expect(await put('PUT', '/api/jobs/new-two', definition)).toBe(200);
    expect(await put('POST', '/api/jobs/new-one/move', { folder: 'inner' })).toBe(200);
    expect(await put('PUT', '/api/folders/deeper?parent=inner', {})).toBe(201);
  });

  test('is not possible elsewhere, nor at the top, nor with a lower role', async () => {
    for (const [method, path, payload] of [
      ['PUT', '/api/jobs/new-three?folder=other', definition],
      ['PUT', '/api/jobs/new-three?folder=', definition],
      ['PUT', '/api/jobs/new-three', definition],
      ['PUT', '/api/jobs/job-of-other', definition],
      ['PUT', '/api/jobs/job-of-other?folder=mine', definition],
      ['POST', '/api/jobs/job-of-mine/move', { folder: 'other' }],
      ['POST', '/api/jobs/job-of-mine/move', { folder: '' }],
      ['POST', '/api/jobs/job-of-other/move', { folder: 'mine' }],
      ['PUT', '/api/folders/newest', {}],
      ['PUT', '/api/folders/newest?parent=other', {}],
    ] as const) {
      const status = await put(method, path, payload);
      expect([method, path, [403, 404].includes(status)]).toEqual([method, path, true]);
    }
    expect(await put('PUT', '/api/jobs/new-three?folder=mine', definition, 'runner')).toBe(403);
    expect(await given.state.jobs.folderOf('new-three')).toBeNull();
    expect(await given.state.jobs.folderOf('job-of-mine')).toBe('mine');
    expect(await given.state.folders.find('newest')).toBeNull();
  });
});
