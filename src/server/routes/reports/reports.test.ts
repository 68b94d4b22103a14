import { expect, test } from 'vitest';
import { tallyOnce } from '../../../reporting/tally/tallier.ts';
import { endBuild } from '../../../reporting/testing/end-builds.ts';
import { sampleDefinition } from '../../../state/testing/sample-build.ts';
import { makeToken, useServer } from '../../testing/test-server.ts';

const given = useServer();

const get = (url: string) =>
  given.app.inject({ url, headers: { authorization: `Bearer ${given.tokens.viewer}` } });

test('a report comes as JSON and as CSV', async () => {
  await given.state.jobs.put('api', sampleDefinition);
  await endBuild(given.state, 'api');
  await tallyOnce(given.state);
  const json = await get('/api/reports/builds?by=job&days=7');
  expect(json.json()).toMatchObject({ source: 'redis', by: 'job', rows: [{ key: 'api', builds: 1 }] });
  const csv = await get('/api/reports/builds?by=job&format=csv');
  expect(csv.headers['content-type']).toContain('text/csv');
  expect(csv.body.split('\r\n')[1]).toMatch(/^api,api,,,1,1,0,/);
  for (const path of ['tests', 'parameters', 'changes']) {
    expect((await get(`/api/reports/${path}`)).statusCode).toBe(200);
    expect((await get(`/api/reports/${path}?format=csv`)).body).toContain('job,');
  }
});

test('a period that is none is refused with what is wrong about it', async () => {
  for (const [query, message] of [
    ['from=2026-02-30', '2026-02-30'],
    ['from=2026-03-02&to=2026-03-01', 'after'],
    ['days=3&to=2026-03-01', 'either'],
    ['from=2020-01-01&to=2026-01-01', '366'],
    ['from=9999-99-99', 'no day'],
  ]) {
    const answer = await get(`/api/reports/builds?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().detail).toContain(message);
  }
});

test('a year and a day, and one day, are periods', async () => {
  expect((await get('/api/reports/builds?days=366')).json()).toMatchObject({
    note: expect.stringContaining('100 days'),
  });
  expect((await get('/api/reports/builds?from=2026-02-28&to=2026-02-28')).json().rows).toHaveLength(1);
});

test('who sees one folder is told of its jobs only, and of others as if they were not there', async () => {
  const { state, app } = given;
  await state.folders.put('team', '');
  await state.folders.put('inner', 'team');
  await state.jobs.put('seen', sampleDefinition, { folder: 'team' });
  await state.jobs.put('below', sampleDefinition, { folder: 'inner' });
  await state.jobs.put('hidden', sampleDefinition);
  const parameters = { PLACE: 'here' };
  for (const job of ['seen', 'below', 'hidden']) await endBuild(state, job, 'failure', { parameters });
  while ((await tallyOnce(state)) > 0);
  const grants = [{ folder: 'team', role: 'viewer' as const }];
  const token = await makeToken(state, { name: 'of-team', role: null, grants });
  const ask = (path: string) =>
    app.inject({ url: `/api/reports/${path}`, headers: { authorization: `Bearer ${token}` } });

  for (const by of ['day', 'job', 'worker', 'cause'])
    expect((await ask(`builds?by=${by}`)).json()).toMatchObject({ total: { builds: 2, failure: 2 } });
  const keys = (await ask('builds?by=job&order=name')).json().rows.map(({ key }: { key: string }) => key);
  expect(keys).toEqual(['below', 'seen']);
  expect((await ask('builds?by=worker')).json().rows).toMatchObject([{ key: 'w', builds: 2 }]);
  for (const path of ['builds?by=job', 'builds?by=step', 'tests', 'parameters', 'changes'])
    for (const format of ['json', 'csv']) {
      const { statusCode, body } = await ask(`${path}${path.includes('?') ? '&' : '?'}format=${format}`);
      expect(statusCode).toBe(200);
      expect(body).not.toContain('hidden');
    }
  expect((await ask('changes')).json().broken).toHaveLength(2);
  expect((await ask('parameters')).json().rows).toHaveLength(2);
  expect((await ask('builds?job=seen')).json().total.builds).toBe(1);
  for (const path of ['builds', 'tests', 'parameters', 'changes']) {
    expect((await ask(`${path}?job=hidden`)).statusCode).toBe(404);
    const nothing = (await ask(`${path}?job=nothing`)).body;
    expect((await ask(`${path}?job=hidden`)).body).toBe(nothing.replaceAll('nothing', 'hidden'));
  }
});
