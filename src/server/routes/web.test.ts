import { expect, test } from 'vitest';
import { useServer } from '../testing/test-server.ts';

const given = useServer();

test('where the page was never built, its addresses say so and how to build it', async () => {
  const answer = await given.app.inject({ url: '/jobs/hello' });
  expect(answer.statusCode).toBe(404);
  expect(answer.body).toMatch('npm run build');
});

test('what the interface does not know is an error of the interface, for those who may use it', async () => {
  expect((await given.app.inject({ url: '/api/nothing' })).statusCode).toBe(401);
  const headers = { authorization: `Bearer ${given.tokens.viewer}` };
  expect((await given.app.inject({ url: '/api/nothing', headers })).json()).toMatchObject({ status: 404 });
});

test('no address leads out of the folder of the page', async () => {
  for (const url of [
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
  ]) {
    const answer = await given.app.inject({ url });
    expect(answer.body, url).not.toMatch('"name"');
    expect(answer.statusCode, url).toBeGreaterThanOrEqual(400);
  }
});
