import { expect, test } from 'vitest';
import { tallyOnce } from '../../../reporting/tally/tallier.ts';
import { endBuild } from '../../../reporting/testing/end-builds.ts';
import { sampleDefinition } from '../../../state/testing/sample-build.ts';
import { useServer } from '../../testing/test-server.ts';

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
