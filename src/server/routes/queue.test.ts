import { beforeEach, expect, test } from 'vitest';
import type { BuildDocument } from '../../state/build.ts';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { useServer } from '../testing/test-server.ts';

const given = useServer();

const send = (method: 'GET' | 'POST', url: string, payload?: object, token = given.tokens.runner) =>
  given.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(payload === undefined ? {} : { payload }),
  });
const queue = async () =>
  (await send('GET', '/api/queue')).json<{ builds: BuildDocument[] }>().builds.map(({ number }) => number);

beforeEach(() => given.state.jobs.put('api', sampleDefinition));

test('a build is started with a priority, moved to the front, and listed in the order of its turn', async () => {
  await send('POST', '/api/jobs/api/builds', {});
  const started = await send('POST', '/api/jobs/api/builds', { priority: 5 });
  expect(started.json()).toMatchObject({ number: 2, priority: 5 });
  await send('POST', '/api/jobs/api/builds', { priority: -5 });
  expect(await queue()).toEqual([2, 1, 3]);
  const moved = await send('POST', '/api/jobs/api/builds/3/move', { to: 'front' });
  expect(moved.statusCode).toBe(200);
  expect(moved.json()).toMatchObject({ number: 3, moved: { by: 'runner', to: 'front' } });
  await send('POST', '/api/jobs/api/builds/1/move', { priority: 6 });
  expect(await queue()).toEqual([3, 1, 2]);
});

test.each([
  [{}, 'one of the two'],
  [{ to: 'front', priority: 1 }, 'one of the two'],
  [{ to: 'back' }, 'body.to'],
  [{ priority: 11 }, 'It must be <= 10'],
  [{ priority: 1.5 }, 'It must be integer'],
  [{ to: 'front', more: 1 }, 'Unknown field'],
])('%j is no place in the queue, and the answer says why', async (body, why) => {
  await send('POST', '/api/jobs/api/builds', {});
  const answer = await send('POST', '/api/jobs/api/builds/1/move', body);
  expect(answer.statusCode).toBe(400);
  expect(answer.body).toContain(why);
});

test('who only reads moves nothing; nor does anybody what is not there', async () => {
  await send('POST', '/api/jobs/api/builds', {});
  const { viewer } = given.tokens;
  expect((await send('POST', '/api/jobs/api/builds/1/move', { to: 'front' }, viewer)).statusCode).toBe(403);
  expect((await send('POST', '/api/jobs/api/builds/999/move', { to: 'front' })).statusCode).toBe(404);
  await send('POST', '/api/jobs/api/builds/1/cancel', {});
  const late = await send('POST', '/api/jobs/api/builds/1/move', { to: 'front' });
  expect(late.json()).toMatchObject({ status: 409, code: 'BUILD_NOT_QUEUED' });
});
