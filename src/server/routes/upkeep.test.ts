import { beforeAll, expect, test } from 'vitest';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { makeToken, useServer } from '../testing/test-server.ts';

const given = useServer();

beforeAll(async () => {
  const { folders, jobs } = given.state;
  await folders.put('team');
  await jobs.put('usual', sampleDefinition);
  await jobs.put('brief', { ...sampleDefinition, retention: { builds: 5 } });
  await jobs.put('long', { ...sampleDefinition, retention: { days: 90 } }, { folder: 'team' });
});

const get = async (url: string, token = given.tokens.admin) => {
  const answer = await given.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.statusCode, json: answer.json() };
};

test('retention is told: everywhere, and of the jobs that name their own', async () => {
  expect((await get('/api/retention')).json).toEqual({
    defaults: { builds: 100, days: 0 },
    total: 2,
    jobs: [
      { job: 'long', folder: 'team', days: 90 },
      { job: 'brief', folder: '', builds: 5 },
    ],
  });
});

test('and of the jobs that may be seen', async () => {
  const token = await makeToken(given.state, {
    name: 'teamster',
    role: null,
    grants: [{ folder: 'team', role: 'viewer' }],
  });
  expect((await get('/api/retention', token)).json).toMatchObject({ total: 1, jobs: [{ job: 'long' }] });
});

test('health tells what has to be done, and to those of one folder only of the workers', async () => {
  const { json } = await get('/api/health');
  expect(json).toMatchObject({ ok: false });
  expect(json.findings.map(({ check, ok }: { check: string; ok: boolean }) => [check, ok])).toEqual([
    ['workers', false],
    ['checkout', true],
    ['memory', true],
    ['reports', true],
  ]);
  await given.state.links.put({ owner: 'acme', name: 'site' }, 'branch', { job: 'usual' });
  expect((await get('/api/health')).json.findings).toContainEqual(
    expect.objectContaining({
      check: 'webhook',
      message: expect.stringContaining('nothing has ever come of acme/site'),
    }),
  );
  const token = await makeToken(given.state, {
    name: 'looker',
    role: null,
    grants: [{ folder: 'team', role: 'admin' }],
  });
  expect((await get('/api/health', token)).json.findings).toHaveLength(1);
});

test('builds are listed by their worker', async () => {
  expect((await get('/api/builds?worker=nobody')).json).toEqual({ builds: [] });
  expect((await get('/api/builds?worker=')).status).toBe(400);
});
